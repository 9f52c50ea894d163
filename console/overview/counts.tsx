import { Link } from '@tanstack/react-router'
import type { ConnectionStatus, Overview } from '../api.ts'
import { statusTitle } from '../connections/words.ts'

/** How many connections are in which state; each number leads to its list. */
export function Counts({ counts }: { counts: Overview['connections'] }) {
  const states: { status: ConnectionStatus; count: number }[] = [
    { status: 'active', count: counts.active },
    { status: 'needs_reauth', count: counts.needsReauth },
    { status: 'pending', count: counts.pending },
    { status: 'closing', count: counts.closing },
  ]
  return (
    <ul className="counts" aria-label="Connections by status">
      {states.map(({ status, count }) => (
        <li key={status}>
          <Link
            to="/connections"
            search={{ status }}
            className={count === 0 ? 'count count-none' : `count count-${status}`}
          >
            <span className="count-number">{count.toLocaleString()}</span>
            <span className="count-name">{statusTitle(status)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
