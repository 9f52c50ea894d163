import { Icon } from '../../kit/icons.tsx'
import { Panel } from '../../kit/page.tsx'
import type { Finding } from '../pull-requests/api.ts'

/** What the team's policy wants said; it weighs nothing in the probability. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <Panel
      title="Findings of the policy"
      aside={<span className="sub">apart from the chance: they weigh nothing in it</span>}
    >
      {findings.length === 0 ? (
        <p className="nothing">The policy finds nothing.</p>
      ) : (
        <ul className="lines pull-findings">
          {findings.map((finding, place) => (
            <li key={place} className={`pull-finding pull-finding-${finding.severity}`}>
              <Icon name={finding.severity === 'warning' ? 'warning' : 'next'} size={18} />
              <div>
                {finding.text}
                {finding.severity === 'warning' && <span className="visually-hidden"> (a warning)</span>}
                <Places finding={finding} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

const shownPlaces = 4

function Places({ finding: { names, paths, count } }: { finding: Finding }) {
  const places = names.length > 0 ? names : paths
  if (places.length === 0) return null
  const shown = places.slice(0, shownPlaces)
  const rest = places.slice(shownPlaces)
  return (
    <ul className="pull-places">
      {shown.map((place) => (
        <li key={place}>
          <code>{place}</code>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <details>
            <summary>{(count - shown.length).toLocaleString()} more</summary>
            <ul className="pull-places">
              {rest.map((place) => (
                <li key={place}>
                  <code>{place}</code>
                </li>
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  )
}
