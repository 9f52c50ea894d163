import { Link } from '@tanstack/react-router'
import type { Connection } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import { useStanding } from '../standing.ts'
import { LifeBar } from './life-bar.tsx'
import { useProviderTitle } from './use-provider-title.ts'
import { badgeOf, lifeLeft, nameOf, troubleOf } from './words.ts'

/** Connections, one a row; a press anywhere in the row opens it. */
export function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  const isOwn = useStanding()?.kind === 'person'
  return (
    <div className="panel panel-flush">
      <table className="table table-rows connection-table">
        <caption className="visually-hidden">Connections</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            {!isOwn && (
              <th scope="col" className="from-medium">
                User
              </th>
            )}
            <th scope="col">Status</th>
            <th scope="col" className="from-medium">
              Token
            </th>
            <th scope="col" className="from-wide">
              Last used
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} isOwn={isOwn} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ConnectionRow({ connection, isOwn }: { connection: Connection; isOwn: boolean }) {
  const provider = useProviderTitle()(connection.provider)
  const now = useNow()
  const badge = badgeOf(connection)
  const trouble = troubleOf(connection)
  const left = lifeLeft(connection, now)
  return (
    <tr>
      <th scope="row">
        <span className="account">
          <span className="tile" aria-hidden="true">
            {provider.charAt(0)}
          </span>
          <span className="account-words">
            <Link to="/connections/$id" params={{ id: connection.id }} search={{}} className="row-link">
              {nameOf(connection)}
            </Link>
            <span className="sub">
              {provider}
              {!isOwn && <span className="until-medium"> · {connection.userId}</span>}
            </span>
          </span>
        </span>
      </th>
      {!isOwn && <td className="from-medium clip">{connection.userId}</td>}
      <td>
        <Badge tone={badge.tone}>{badge.label}</Badge>
        {trouble && <span className="sub">{trouble}</span>}
        {left && <span className="sub until-medium">{left}</span>}
      </td>
      <td className="from-medium number">
        {left ?? <span className="nothing">none</span>}
        <LifeBar connection={connection} now={now} />
      </td>
      <td className="from-wide">
        {connection.lastUsedAt ? (
          <>
            <Moment at={connection.lastUsedAt} as="ago" />
            {connection.lastUsedBy && <span className="sub clip">by {connection.lastUsedBy}</span>}
          </>
        ) : (
          <span className="nothing">never</span>
        )}
      </td>
    </tr>
  )
}
