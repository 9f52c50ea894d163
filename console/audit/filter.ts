/** What is asked of the log, as it stands in the address. */
export type AuditFilter = {
  /** With a dot at its end: all actions that begin so. */
  action?: string
  outcome?: Outcome
  actor?: string
  /** A UUID. */
  object?: string
  cursor?: string
}

export const outcomes = ['ok', 'refused', 'failed'] as const
type Outcome = (typeof outcomes)[number]

export const isId = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** The filter that an address holds; what is unknown or no id is left out. */
export function readAuditFilter(search: Record<string, unknown>): AuditFilter {
  const filter: AuditFilter = {}
  const outcome = outcomes.find((each) => each === search.outcome)
  if (outcome !== undefined) filter.outcome = outcome
  for (const name of ['action', 'actor', 'object', 'cursor'] as const) {
    const value = search[name]
    if (typeof value !== 'string' || value === '' || (name === 'object' && !isId(value))) continue
    filter[name] = value
  }
  return filter
}

/** The filter with a change; the place in the list is lost, since the list becomes another one. */
export const withAuditFilter = (filter: AuditFilter, change: Record<string, string>): AuditFilter =>
  readAuditFilter({ ...filter, cursor: undefined, ...change })

/** Whether anything but the place in the list is asked for. */
export const isAuditFiltered = ({ action, outcome, actor, object }: AuditFilter) =>
  Boolean(action ?? outcome ?? actor ?? object)
