import { Link } from '@tanstack/react-router'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import type { AuditEntry } from './api.ts'
import type { Names } from './names.ts'
import { actorInWords, detailInWords, outcomeBadge } from './words.ts'

type Props = { entries: readonly AuditEntry[]; names: Names; onOpen: (entry: AuditEntry) => void }

/** Entries, newest first; a press on one shows all that it holds. */
export function EntryTable({ entries, names, onOpen }: Props) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows audit-table">
        <caption className="visually-hidden">Entries of the audit log, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col" className="from-medium">
              Who
            </th>
            <th scope="col" className="from-wide">
              About
            </th>
            <th scope="col">Outcome</th>
            <th scope="col" className="from-medium">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} names={names} onOpen={() => onOpen(entry)} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EntryRow({ entry, names, onOpen }: { entry: AuditEntry; names: Names; onOpen: () => void }) {
  const { who, sub } = actorInWords(entry, (id) => names.keys.get(id))
  const { tone, label } = outcomeBadge(entry.outcome)
  const detail = detailInWords(entry)
  return (
    <tr>
      <th scope="row">
        <button type="button" className="row-link audit-action" aria-haspopup="dialog" onClick={onOpen}>
          {entry.action}
        </button>
        {entry.n > 1 && <span className="audit-count">{` ×\u00a0${entry.n.toLocaleString()}`}</span>}
        {detail && <span className="sub clip">{detail}</span>}
        <span className="sub until-medium">
          {who} · <Moment at={entry.at} as="ago" />
        </span>
      </th>
      <td className="from-medium">
        {who}
        {sub && <span className="sub clip">{sub}</span>}
      </td>
      <td className="from-wide audit-about">
        <About entry={entry} names={names} />
      </td>
      <td>
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td className="from-medium">
        <Moment at={entry.at} as="ago" />
        <span className="sub from-wide">
          <Moment at={entry.at} as="exact" />
        </span>
      </td>
    </tr>
  )
}

/** What an entry is about: by its name where there is one, and a way there where it still is. */
export function About({
  entry: { objectKind, object },
  names,
}: {
  entry: Pick<AuditEntry, 'objectKind' | 'object'>
  names: Names
}) {
  if (object === null) return <span className="nothing">—</span>
  if (objectKind === 'connection' && !names.hasEnded(object))
    return (
      <>
        <Link to="/connections/$id" params={{ id: object }} search={{}}>
          {names.connections.get(object) ?? <code>{object}</code>}
        </Link>
        <span className="sub">connection</span>
      </>
    )
  const name = objectKind === 'key' ? names.keys.get(object) : undefined
  return (
    <>
      <span className={name === undefined ? 'clip audit-id' : undefined}>{name ?? object}</span>
      <span className="sub">{(objectKind ?? 'object').replaceAll('_', ' ')}</span>
    </>
  )
}
