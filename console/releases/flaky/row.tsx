import { Badge } from '../../kit/badge.tsx'
import { IntervalBar } from '../drawing/interval-bar.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import type { Outcome } from '../strips/outcomes.ts'
import { Strip } from '../strips/strip.tsx'
import type { Standing } from './api.ts'
import { Waiting } from './waiting.tsx'
import { certaintyInWords, neededInWords, quarantineTitles, verdictTitles, verdictTones } from './words.ts'

/** A test in one environment: what it is called, what it did (nothing until that is known), and what that says. */
export function TestRow({ test, history }: { test: Standing; history: readonly Outcome[] | undefined }) {
  const { id, environment, verdict, file, suites, name, quarantine, interval, upperLimit, held } = test
  const tone = verdictTones[verdict]
  return (
    <li className="test-row">
      <div className="test-words">
        <RoomLink
          to={pathTo('tests', id)}
          search={environment === '' ? {} : { environment }}
          className="row-link"
        >
          {name}
        </RoomLink>
        <span className="sub break">{[file, ...suites, environment].filter(Boolean).join(' › ')}</span>
        {quarantine && (
          <span className="sub">
            {quarantineTitles[quarantine.state]}
            {quarantine.owner && ` · ${quarantine.owner}`}
            {quarantine.isExpired && ' · its day of review is past'}
          </span>
        )}
      </div>
      <div className="test-strip">{history && <Strip history={history} />}</div>
      <div className="test-verdict">
        <Badge tone={tone}>{verdictTitles[verdict]}</Badge>
        <Waiting standing={test} />
        <span className="sub">{certaintyInWords(test)}</span>
        {(held?.verdict ?? verdict) !== 'broken' && (interval ?? upperLimit) !== null && (
          <IntervalBar
            low={upperLimit === null ? (interval?.low ?? 0) : 0}
            high={upperLimit ?? interval?.high ?? 0}
            most={1}
            tone={tone}
          />
        )}
        <span className="sub">{neededInWords(test)}</span>
      </div>
    </li>
  )
}
