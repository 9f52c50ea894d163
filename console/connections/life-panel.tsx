import type { Connection, Entry } from '../api.ts'
import { useNow } from '../kit/now.ts'
import { Panel } from '../kit/page.tsx'
import { lifeOf, type Mark } from './life.ts'
import { LifeLine } from './life-line.tsx'
import { MarkSign } from './life-marks.tsx'
import { LifeTable } from './life-table.tsx'
import { stateInWords } from './words.ts'

/** The token's life, drawn and as a table. */
export function LifePanel({ connection, entries }: { connection: Connection; entries: readonly Entry[] }) {
  const now = useNow(1000)
  const life = lifeOf(connection, entries, now)
  const kinds = new Set(life.marks.map((mark) => mark.kind))
  return (
    <Panel title="The token's life" aside={<Legend kinds={kinds} />}>
      {/* Renewed with the minute, not the second: a name that never stands still cannot be read out. */}
      <LifeLine
        life={life}
        ended={connection.status !== 'active' || (life.expiresAt !== null && now >= life.expiresAt)}
        summary={`Time line of the token. ${stateInWords(connection, Math.floor(now / 60_000) * 60_000)}`}
      />
      <LifeTable life={life} />
    </Panel>
  )
}

const legend: { kind: Mark['kind']; words: string }[] = [
  { kind: 'refreshed', words: 'refreshed' },
  { kind: 'read', words: 'read' },
  { kind: 'failed', words: 'failed' },
  { kind: 'next', words: 'next attempt' },
]

function Legend({ kinds }: { kinds: ReadonlySet<Mark['kind']> }) {
  return (
    <ul className="legend" aria-hidden="true">
      {legend
        .filter(({ kind }) => kinds.has(kind))
        .map(({ kind, words }) => (
          <li key={kind}>
            <MarkSign kind={kind} />
            {words}
          </li>
        ))}
    </ul>
  )
}
