/** What Keyhold answers, and the one way the console asks for it. Times are RFC 3339 text in UTC. */
import { ask, type Answer, type Got, type Query, type Sent } from './ask.ts'

export { addressOf, call, csrfTokenIn } from './call.ts'
export { asProblem, Problem, problemFrom } from './problem.ts'

export type Connection = Got<'/api/connections/{id}'>
export type ConnectionStatus = Connection['status']
export type ConnectionFilter = Omit<Query<'/api/connections'>, 'limit'>

/** One line of the audit log; `count` reads of the same kind may share it. */
export type Entry = Got<'/api/connections/{id}/timeline'>['entries'][number]

export type Session = Got<'/api/operator/session'>

export type Overview = Got<'/api/overview'>
export type BreakerState = Overview['providers'][number]['breaker']

export type Provider = Got<'/api/providers'>['providers'][number]
/** Whether a provider posts its events to this deployment. */
export type Subscription = Got<'/api/providers/{provider}/subscription'>

export type Key = Got<'/api/keys'>['keys'][number]
export type NewKey = Sent<'post', '/api/keys'>
/** What uses a key: programs by the name they give themselves, and the connections whose tokens it read. */
export type KeyUses = Got<'/api/keys/{id}/uses'>

export type Token = Got<'/api/connections/{id}/token'>
export type ConnectRequest = Sent<'post', '/api/connections/sessions'>
export type ConnectLink = Answer<'post', '/api/connections/sessions'>
export type Disconnected = Answer<'delete', '/api/connections/{id}'>

/** Every call the console makes, by name. */
export const api = {
  /** `home`: as a person who looks after the deployment. */
  session: (home: boolean) => ask.get('/api/operator/session', { home }),
  person: () => ask.get('/auth/session'),
  signOutPerson: () => ask.post('/auth/logout'),
  signIn: (token: string) => ask.post('/api/operator/session', { body: { token } }),
  signOut: () => ask.delete('/api/operator/session'),
  confirmKeyBackup: () => ask.post('/api/operator/key-backup', { body: { confirmed: true } }),
  overview: () => ask.get('/api/overview'),
  providers: () => ask.get('/api/providers'),
  subscription: (provider: string) =>
    ask.get('/api/providers/{provider}/subscription', { path: { provider } }),
  subscribe: (provider: string) => ask.post('/api/providers/{provider}/subscription', { path: { provider } }),
  unsubscribe: (provider: string) =>
    ask.delete('/api/providers/{provider}/subscription', { path: { provider } }),

  connections: (filter: ConnectionFilter, limit: number) =>
    ask.get('/api/connections', { query: { ...filter, limit } }),
  connection: (id: string) => ask.get('/api/connections/{id}', { path: { id } }),
  rename: (id: string, label: string) =>
    ask.patch('/api/connections/{id}', { path: { id }, body: { label } }),
  disconnect: (id: string) => ask.delete('/api/connections/{id}', { path: { id } }),
  refresh: (id: string) => ask.post('/api/connections/{id}/refresh', { path: { id } }),
  token: (id: string) => ask.get('/api/connections/{id}/token', { path: { id } }),
  timeline: (id: string, cursor?: string) =>
    ask.get('/api/connections/{id}/timeline', { path: { id }, query: { cursor } }),
  connectLink: (body: ConnectRequest) => ask.post('/api/connections/sessions', { body }),

  keys: (cursor?: string) => ask.get('/api/keys', { query: { cursor } }),
  /** The key itself is in this answer and never again. */
  createKey: (body: NewKey) => ask.post('/api/keys', { body }),
  keyUses: (id: string) => ask.get('/api/keys/{id}/uses', { path: { id } }),
  revokeKey: (id: string) => ask.delete('/api/keys/{id}', { path: { id } }),
}
