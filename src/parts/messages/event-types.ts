/** What an app can hear of its connections, of the keys to them, and of its tests. The names are permanent. */
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
  {
    name: 'test.verdict_changed',
    text: 'What is held of a test has changed: `testId`, `test`, `repository` and `environment` name it, `was` and `verdict` say how. Only for endpoints that name it.',
    actions: [],
    status: null,
    isUsual: false,
  },
  {
    name: 'release_signature.refused',
    text: 'Bodies for the release checks came with a wrong signature, or with none and no key; `count` says how many since the last of these events.',
    actions: [],
    status: null,
    isUsual: true,
  },
  ...journeyTypes([
    ['failing', true, 'failed as often in a row as its document bears.'],
    ['still_failing', true, 'is failing still; its document wants to be reminded.'],
    ['recovered', true, 'was failing, and passed.'],
    ['degraded', false, 'passed, but slower than its document bears or than is usual for it.'],
    ['degraded_over', false, 'was degraded, and is as fast as usual.'],
    ['not_running', true, 'could not be run several times in a row, which says nothing of its target.'],
    ['budget_burning', true, 'fails so often that its budget of errors is used up long before its time.'],
    ['maintenance_began', false, 'came into a window of maintenance, and is not run in it.'],
    ['maintenance_ended', false, 'has its window of maintenance behind it.'],
  ]),
]

/**
 * Of synthetic journeys: `journey` names it, `runId` the run, `url` its page, `step` and `error` what it failed at, `since` when
 * and for how many `seconds` and `failures` (`runs` that could not be made); `urgency` of a burn is `page` or `ticket`.
 */
function journeyTypes(
  told: readonly (readonly [name: string, isUsual: boolean, text: string])[],
): EventType[] {
  return told.map(([name, isUsual, text]) => ({
    name: `journey.${name}`,
    text: `A journey ${text}`,
    actions: [],
    status: null,
    isUsual,
  }))
}

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
