import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import type { Said as Verdict } from '../flaky/api.ts'
import { verdictTitles, verdictTones } from '../flaky/words.ts'

const shownAtMost = 12

/** What was said of it when, newest first. */
export function Said({ said }: { said: readonly Verdict[] }) {
  if (said.length === 0) return null
  return (
    <Panel title="What was said of it">
      <ol className="lines said">
        {said.slice(0, shownAtMost).map(({ at, was, verdict, environment, reasons }, place) => (
          <li key={place}>
            <span>
              <Badge tone={verdictTones[verdict]}>{verdictTitles[verdict]}</Badge>
              <span className="sub">
                before: {verdictTitles[was].toLowerCase()}
                {environment && ` · ${environment}`}
              </span>
              {reasons[0] && <span className="sub">{reasons[0].words}</span>}
            </span>
            <Moment at={at} as="ago" />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
