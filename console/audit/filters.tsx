import { useNavigate } from '@tanstack/react-router'
import { Button } from '../kit/button.tsx'
import { isAuditFiltered, isId, outcomes, withAuditFilter, type AuditFilter } from './filter.ts'
import type { Names } from './names.ts'
import { TextFilter } from './text-filter.tsx'
import { outcomeBadge } from './words.ts'

/** Beginnings of actions that are asked for most; any other can be typed. */
const actions = ['token.', 'token.read', 'connection.', 'key.', 'operator.', 'audit.', 'root_key.']
const suggestedActions: ReadonlyMap<string, string> = new Map(
  actions.map((action) => [action, action.endsWith('.') ? 'all that begin so' : '']),
)

/** Every filter lands in the address, so that what was found can be shared and the way back works. */
export function Filters({ filter, names }: { filter: AuditFilter; names: Names }) {
  const navigate = useNavigate()
  const change = (part: Record<string, string>) =>
    void navigate({ to: '/audit', search: withAuditFilter(filter, part) })
  return (
    <div className="filters audit-filters" role="search" aria-label="Filter entries">
      <TextFilter
        label="Action"
        placeholder="Action, as token.read or token."
        isFirst
        value={filter.action}
        suggestions={suggestedActions}
        onApply={(action) => change({ action })}
      />
      <label className="filter-outcome">
        <span className="visually-hidden">Outcome</span>
        <select
          className="input select"
          value={filter.outcome ?? ''}
          onChange={({ target }) => change({ outcome: target.value })}
        >
          <option value="">Any outcome</option>
          {outcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {outcomeBadge(outcome).label}
            </option>
          ))}
        </select>
      </label>
      <TextFilter
        label="Actor"
        placeholder="Actor, as a key's id"
        value={filter.actor}
        suggestions={names.keys}
        onApply={(actor) => change({ actor })}
      />
      <TextFilter
        label="Object"
        placeholder="Object, as a connection's id"
        value={filter.object}
        suggestions={names.connections}
        troubleOf={(text) => (isId(text) ? null : 'An object is named by its id, a UUID.')}
        onApply={(object) => change({ object })}
      />
      {isAuditFiltered(filter) && (
        <Button tone="quiet" icon="close" onClick={() => void navigate({ to: '/audit', search: {} })}>
          Clear
        </Button>
      )}
    </div>
  )
}
