import type { Key } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import { endsSoon } from './ends-soon.ts'

/** Live keys first, ended ones below them. */
export function KeyTable({
  keys,
  onOpen,
  onRevoke,
}: {
  keys: readonly Key[]
  /** To see what uses it. */
  onOpen: (key: Key) => void
  onRevoke: (key: Key) => void
}) {
  const now = useNow()
  const sorted = keys.toSorted((a, b) => Number(hasEnded(a, now)) - Number(hasEnded(b, now)))
  return (
    <div className="panel panel-flush">
      <table className="table table-rows key-table">
        <caption className="visually-hidden">API keys</caption>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col" className="from-medium">
              Allowed to
            </th>
            <th scope="col" className="from-wide">
              Created
            </th>
            <th scope="col" className="from-medium">
              Last used
            </th>
            <th scope="col" className="from-medium">
              Ends
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((key) => (
            <KeyRow
              key={key.id}
              apiKey={key}
              ended={hasEnded(key, now)}
              onOpen={() => onOpen(key)}
              onRevoke={() => onRevoke(key)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const hasEnded = (key: Key, now: number) =>
  key.revokedAt !== null || (key.expiresAt !== null && Date.parse(key.expiresAt) <= now)

type RowProps = { apiKey: Key; ended: boolean; onOpen: () => void; onRevoke: () => void }

function KeyRow({ apiKey, ended, onOpen, onRevoke }: RowProps) {
  const soon = endsSoon(apiKey, useNow())
  return (
    <tr className={ended ? 'row-ended' : undefined}>
      <th scope="row">
        <button type="button" className="row-link" aria-haspopup="dialog" onClick={onOpen}>
          {apiKey.name}
        </button>
        <span className="sub">
          <code>{apiKey.obfuscated}</code>
        </span>
        {apiKey.userId && <span className="sub">only for {apiKey.userId}</span>}
        <span className="sub until-medium">{apiKey.scopes.join(', ')}</span>
        <span className="sub until-medium">
          {apiKey.lastUsedAt ? (
            <>
              used <Moment at={apiKey.lastUsedAt} as="ago" />
            </>
          ) : (
            'never used'
          )}
          {' · '}
          {apiKey.expiresAt ? (
            <>
              ends <Moment at={apiKey.expiresAt} as="day" />
            </>
          ) : (
            'no end'
          )}
        </span>
      </th>
      <td className="from-medium">
        <span className="key-scopes">
          {apiKey.scopes.map((scope) => (
            <code key={scope}>{scope}</code>
          ))}
        </span>
      </td>
      <td className="from-wide">
        <Moment at={apiKey.createdAt} as="day" />
      </td>
      <td className="from-medium">
        {apiKey.lastUsedAt ? (
          <Moment at={apiKey.lastUsedAt} as="ago" />
        ) : (
          <span className="nothing">never</span>
        )}
      </td>
      <td className="from-medium">
        {apiKey.expiresAt ? (
          <Moment at={apiKey.expiresAt} as="day" />
        ) : (
          <span className="nothing">no end</span>
        )}
        {!ended && soon !== null && <span className="sub key-soon">{soon}</span>}
      </td>
      <td className="key-action">
        {ended ? (
          <Badge tone="neutral">{apiKey.revokedAt === null ? 'Expired' : 'Revoked'}</Badge>
        ) : (
          <Button tone="quiet" aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  )
}
