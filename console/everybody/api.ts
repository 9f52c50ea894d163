import { ask, type Got } from '../ask.ts'

/** People as an operator sees them. */

export type PeoplePage = Got<'/api/people'>
export type PersonLine = PeoplePage['people'][number]
export type WholePerson = Got<'/api/people/{id}'>
export type PersonsSession = WholePerson['sessions'][number]

/** Every call of the room, by name. Each is noted in the audit log, reads too. */
export const everybodyApi = {
  /** `username`: how it begins. */
  page: (username?: string, cursor?: string) =>
    ask.get('/api/people', { query: { limit: 25, username, cursor } }),
  /** Whom an issuer knows by it. */
  withSubject: (subject: string) => ask.get('/api/people', { query: { subject } }),
  withAddress: (address: string) => ask.get('/api/people', { query: { address } }),
  one: (id: string) => ask.get('/api/people/{id}', { path: { id } }),
  disable: (id: string, reason: string) =>
    ask.post('/api/people/{id}/disable', { path: { id }, body: { reason } }),
  enable: (id: string) => ask.post('/api/people/{id}/enable', { path: { id } }),
  endSessions: (id: string) => ask.post('/api/people/{id}/sessions/end', { path: { id } }),
  endEverybodys: () => ask.post('/api/people/sessions/end'),
  sendReset: (id: string) => ask.post('/api/people/{id}/send-reset', { path: { id } }),
  resetFactors: (id: string) => ask.post('/api/people/{id}/factor-reset', { path: { id } }),
  keepFactors: (id: string) => ask.delete('/api/people/{id}/factor-reset', { path: { id } }),
  letOperate: (id: string, isOperator: boolean) =>
    ask.post('/api/people/{id}/operator', { path: { id }, body: { isOperator } }),
}
