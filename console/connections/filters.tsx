import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import type { ConnectionFilter } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { providersQuery } from '../queries.ts'
import { useStanding } from '../standing.ts'
import { isFiltered, statuses, withFilter } from './filter.ts'
import { statusTitle } from './words.ts'

/** Every filter lands in the address, so that a list can be shared and the way back works. */
export function Filters({ filter }: { filter: ConnectionFilter }) {
  const navigate = useNavigate()
  const isOwn = useStanding()?.kind === 'person'
  const providers = useQuery(providersQuery).data?.providers ?? []
  const change = (part: Record<string, string | undefined>) =>
    void navigate({ to: '/connections', search: withFilter(filter, part) })
  return (
    <div className="filters" role="search" aria-label="Filter connections">
      {!isOwn && (
        <UserFilter
          key={filter.userId}
          userId={filter.userId ?? ''}
          onChange={(userId) => change({ userId })}
        />
      )}
      <label>
        <span className="visually-hidden">Status</span>
        <select
          className="input select"
          value={filter.status ?? ''}
          onChange={(event) => change({ status: event.target.value })}
        >
          <option value="">Any status</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {statusTitle(status)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="visually-hidden">Provider</span>
        <select
          className="input select"
          value={filter.provider ?? ''}
          onChange={(event) => change({ provider: event.target.value })}
        >
          <option value="">Any provider</option>
          {providers.map((provider) => (
            <option key={provider.id} value={provider.id}>
              {provider.title}
            </option>
          ))}
        </select>
      </label>
      {isFiltered(filter) && (
        <Button tone="quiet" icon="close" onClick={() => void navigate({ to: '/connections', search: {} })}>
          Clear
        </Button>
      )}
    </div>
  )
}

/** Applied on Enter or on leaving the field: a user id is whole or it finds nothing. */
function UserFilter({ userId, onChange }: { userId: string; onChange: (userId: string) => void }) {
  const [text, setText] = useState(userId)
  const apply = () => {
    if (text.trim() !== userId) onChange(text.trim())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  return (
    <form onSubmit={submit} className="filter-user">
      <label>
        <span className="visually-hidden">User id</span>
        <input
          className="input"
          type="search"
          data-filter
          placeholder="User id"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
        />
      </label>
    </form>
  )
}
