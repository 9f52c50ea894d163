import type { ConnectionFilter, ConnectionStatus } from '../api.ts'

export const statuses = [
  'active',
  'needs_reauth',
  'pending',
  'closing',
] as const satisfies readonly ConnectionStatus[]

/** The filter that an address holds; what is unknown is left out. */
export function readFilter(search: Record<string, unknown>): ConnectionFilter {
  const filter: ConnectionFilter = {}
  const status = statuses.find((known) => known === search.status)
  if (status) filter.status = status
  for (const name of ['provider', 'userId', 'cursor'] as const) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') filter[name] = value
  }
  return filter
}

/** The filter with a change; the place in the list is lost, since the list becomes another one. */
export function withFilter(
  filter: ConnectionFilter,
  change: Record<string, string | undefined>,
): ConnectionFilter {
  return readFilter({ ...filter, cursor: undefined, ...change })
}

/** Whether anything but the place in the list is asked for. */
export const isFiltered = ({ status, provider, userId }: ConnectionFilter) =>
  Boolean(status ?? provider ?? userId)
