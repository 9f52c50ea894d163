/** What an app can hear of its connections, and of the keys to them. The names are permanent. */
export interface EventType {
  name: string
  /** What it means, one sentence. */
  text: string
  /** What the log calls it: one entry becomes one event. */
  actions: readonly string[]
  /** What the connection is then; null: the event says nothing about it. */
  status: 'active' | 'needs_reauth' | 'revoked' | null
  /** Heard by endpoints that name no types. */
  isUsual: boolean
}

export const eventTypes: readonly EventType[] = [
  {
    name: 'connection.created',
    text: 'An account was connected and can be used.',
    actions: ['connection.connected', 'connection.confirmed'],
    status: 'active',
    isUsual: true,
  },
  {
    name: 'connection.refreshed',
    text: 'The provider gave a new token. Many: only for endpoints that name it.',
    actions: ['token.refreshed'],
    status: 'active',
    isUsual: false,
  },
  {
    name: 'connection.needs_reauth',
    text: 'The connection needs its owner again; `reason` says why.',
    actions: ['connection.needs_reauth'],
    status: 'needs_reauth',
    isUsual: true,
  },
  {
    name: 'connection.recovered',
    text: 'The connection works again, by itself or since its owner connected it again.',
    actions: ['connection.recovered', 'connection.reconnected'],
    status: 'active',
    isUsual: true,
  },
  {
    name: 'connection.revoked',
    text: 'The connection has ended and its secrets are deleted; `reason` says what became of the grant at the provider.',
    actions: ['connection.deleted'],
    status: 'revoked',
    isUsual: true,
  },
  {
    name: 'connection.anomaly',
    text: 'The connection is used in a way that it was not before.',
    actions: [],
    status: null,
    isUsual: true,
  },
  {
    name: 'key.suspended',
    text: 'An API key was used as its owner would not use it, and is refused until somebody has looked; `keyId` names it, `reason` the rule.',
    actions: [],
    status: null,
    isUsual: true,
  },
  {
    name: 'connection.scope_changed',
    text: 'The provider changed what it grants; `gained` and `lost` name the scopes.',
    actions: ['scope.changed'],
    status: null,
    isUsual: true,
  },
]

/** What an endpoint's owner sends to see whether it arrives; no connection is in it. */
export const testEvent = { name: 'webhook.test' } as const

export const typeNames: readonly string[] = eventTypes.map(({ name }) => name)
export const usualTypes: readonly string[] = eventTypes
  .filter(({ isUsual }) => isUsual)
  .map(({ name }) => name)

/** Which action of the log becomes which type. An action that bears a type's own name is of that type. */
export const typeOfAction: ReadonlyMap<string, string> = new Map(
  eventTypes.flatMap(({ name, actions }) => [
    [name, name] as const,
    ...actions.map((action) => [action, name] as const),
  ]),
)

export const eventType = (name: string): EventType | undefined =>
  eventTypes.find((each) => each.name === name)
