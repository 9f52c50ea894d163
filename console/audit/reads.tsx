import { Link } from '@tanstack/react-router'
import { Moment } from '../kit/moment.tsx'
import type { TokenRead } from './api.ts'
import type { Names } from './names.ts'
import { readersOf, type Reader } from './readers.ts'
import { actorInWords, some } from './words.ts'

/** As many as the server tells of. */
const mostTold = 1_000

/** Who was given a token, the newest reader first. */
export function Reads({
  reads,
  names,
  onLeave,
}: {
  reads: readonly TokenRead[]
  names: Names
  onLeave: () => void
}) {
  if (reads.length === 0) return <p>Nobody was given this token, as far as the log goes back.</p>
  const times = reads.reduce((sum, { n }) => sum + n, 0)
  return (
    <section aria-label="Who was given it">
      <h3>Given out {some(times, 'time', 'times')}</h3>
      <ul className="lines audit-reads">
        {readersOf(reads).map((reader) => (
          <li key={`${reader.actorKind} ${reader.actor} ${reader.object}`}>
            <ReaderWords reader={reader} names={names} onLeave={onLeave} />
            <Moment at={reader.lastAt} as="ago" />
          </li>
        ))}
      </ul>
      {reads.length >= mostTold && (
        <p className="sub">Only its newest {some(mostTold, 'read', 'reads')} are told.</p>
      )}
    </section>
  )
}

type ReaderProps = { reader: Reader; names: Names; onLeave: () => void }

function ReaderWords({ reader, names, onLeave }: ReaderProps) {
  const { who, sub } = actorInWords(reader, (id) => names.keys.get(id))
  const { actor, object, times, firstAt } = reader
  return (
    <span className="break">
      <strong>{who}</strong>
      {sub && <span className="sub">{sub}</span>}
      {object !== null && (
        <span className="sub">
          from <Source id={object} names={names} />
        </span>
      )}
      <span className="sub">
        <Link
          to="/audit"
          search={{ action: 'token.read', ...(actor && { actor }), ...(object && { object }) }}
          onClick={onLeave}
        >
          {some(times, 'time', 'times')}
        </Link>
        , first <Moment at={firstAt} />
      </span>
    </span>
  )
}

function Source({ id, names }: { id: string; names: Names }) {
  if (names.hasEnded(id)) return 'a connection that has ended'
  return (
    <Link to="/connections/$id" params={{ id }} search={{}}>
      {names.connections.get(id) ?? <code>{id}</code>}
    </Link>
  )
}
