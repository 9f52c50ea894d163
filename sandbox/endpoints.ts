/** What a fault can be put on and what the ledger calls a request. */
export const endpoints = [
  'authorize',
  'token',
  'revoke',
  'athlete',
  'stats',
  'activities',
  'activity',
  'userinfo',
  'push_subscriptions',
  'metadata',
  'control',
  'home',
  'unknown',
] as const

export type Endpoint = (typeof endpoints)[number]

/** A fault may name one endpoint, `api` (all that take a bearer token and answer with a person's data), or `any`. */
export const targets = [...endpoints, 'api', 'any'] as const

export type Target = (typeof targets)[number]

const paths: [RegExp, Endpoint][] = [
  [/^\/_control(\/|$)/, 'control'],
  [/^\/oauth\/(mobile\/)?authorize$/, 'authorize'],
  [/^(\/api\/v3)?\/oauth\/token$/, 'token'],
  [/^\/oauth\/(deauthorize|revoke)$/, 'revoke'],
  [/^\/api\/v3\/athlete$/, 'athlete'],
  [/^\/api\/v3\/athletes\/[^/]+\/stats$/, 'stats'],
  [/^\/api\/v3\/athlete\/activities$/, 'activities'],
  [/^\/1\/user\/-\/activities\/list\.json$/, 'activities'],
  [/^\/api\/v3\/activities\/[^/]+$/, 'activity'],
  [/^\/api\/v3\/push_subscriptions(\/[^/]+)?$/, 'push_subscriptions'],
  [/^\/userinfo$/, 'userinfo'],
  [/^\/\.well-known\//, 'metadata'],
  [/^\/$/, 'home'],
]

const api: Endpoint[] = ['athlete', 'stats', 'activities', 'activity', 'userinfo']

export const endpointOf = (path: string): Endpoint =>
  paths.find(([shape]) => shape.test(path))?.[1] ?? 'unknown'

export const isTargeted = (target: Target, endpoint: Endpoint): boolean =>
  target === 'any' || target === endpoint || (target === 'api' && api.includes(endpoint))
