import { Link } from '@tanstack/react-router'
import type { Sync } from '../data-api.ts'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import {
  causeHint,
  causeTitle,
  foundInWords,
  lookedInWords,
  stateBadges,
  tookInWords,
  troubleSentence,
} from './words.ts'

/** Syncs, newest first. */
export function SyncTable({
  syncs,
  names,
}: {
  syncs: readonly Sync[]
  /** Of connections, by id. */
  names: ReadonlyMap<string, string>
}) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows sync-table">
        <caption className="visually-hidden">Syncs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col" className="from-medium">
              Why
            </th>
            <th scope="col">State</th>
            <th scope="col" className="from-medium">
              Found
            </th>
            <th scope="col" className="from-wide">
              Began
            </th>
          </tr>
        </thead>
        <tbody>
          {syncs.map((sync) => (
            <SyncRow key={sync.id} sync={sync} name={names.get(sync.connectionId) ?? 'A connection'} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SyncRow({ sync, name }: { sync: Sync; name: string }) {
  return (
    <tr>
      <th scope="row">
        <Link to="/statistics" search={{ connection: sync.connectionId }} className="row-link">
          {name}
        </Link>
        <span className="sub until-medium">{causeTitle(sync.cause)}</span>
        <span className="sub until-wide">
          <Moment at={sync.startedAt} as="ago" />
        </span>
      </th>
      <td className="from-medium">
        {causeTitle(sync.cause)}
        <span className="sub">{causeHint(sync.cause)}</span>
      </td>
      <td>
        <State sync={sync} />
      </td>
      <td className="from-medium number">
        {foundInWords(sync)}
        <span className="sub">{lookedInWords(sync)}</span>
      </td>
      <td className="from-wide">
        <Moment at={sync.startedAt} as="ago" />
        <span className="sub">
          {sync.state === 'running' || sync.state === 'waiting' ? 'for' : 'took'} <Took sync={sync} />
        </span>
      </td>
    </tr>
  )
}

function State({ sync }: { sync: Sync }) {
  const now = useNow(1000)
  const { tone, label } = stateBadges[sync.state]
  const trouble = troubleSentence(sync, now)
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      {sync.state === 'running' && (
        <span className="sync-progress" role="status">
          <span className="spinner" aria-hidden="true" />
          {lookedInWords(sync)}
        </span>
      )}
      {trouble && <span className="sub">{trouble}</span>}
      {sync.state === 'done' && <span className="sub until-medium">{foundInWords(sync)}</span>}
    </>
  )
}

function Took({ sync }: { sync: Sync }) {
  return <>{tookInWords(sync, useNow(1000))}</>
}
