import { call } from '../api.ts'

/** People as an operator sees them. Times are RFC 3339 text in UTC. */

export type PersonLine = {
  id: string
  username: string | null
  displayName: string | null
  email: string | null
  emailVerified: boolean
  createdAt: string
  disabledAt: string | null
  /** When the account is erased, as its person asked. */
  eraseAt: string | null
  isOperator: boolean
}

export type PersonsSession = {
  id: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
  agent: string | null
  methods: string[]
  /** Not null: an operator looks through the person's eyes. */
  actingOperator: string | null
}

export type WholePerson = PersonLine & {
  disabledReason: string | null
  /** What the audit log calls the person. */
  logName: string | null
  sessions: PersonsSession[]
  factors: { authenticator: boolean; passkeys: number; recoveryCodes: number }
  /** When all factors are taken off, as an operator asked. */
  factorResetAt: string | null
  memberships: { accountId: string; role: string }[]
  counts: Record<string, number>
}

export type PeoplePage = { people: PersonLine[]; nextCursor: string | null }

const all = '/api/people'
const at = (id: string, ...parts: string[]) => [all, ...[id, ...parts].map(encodeURIComponent)].join('/')
const post = <T>(path: string, body: object = {}) => call<T>('POST', path, { body })

/** Every call of the room, by name. Each is noted in the audit log, reads too. */
export const everybodyApi = {
  /** `username`: how it begins. */
  page: (username?: string, cursor?: string) =>
    call<PeoplePage>('GET', all, { query: { limit: 25, username, cursor } }),
  /** Whom an issuer knows by it. */
  withSubject: (subject: string) => call<PeoplePage>('GET', all, { query: { subject } }),
  withAddress: (address: string) => call<PeoplePage>('GET', all, { query: { address } }),
  one: (id: string) => call<WholePerson>('GET', at(id)),
  disable: (id: string, reason: string) => post<{ ended: number }>(at(id, 'disable'), { reason }),
  enable: (id: string) => post<void>(at(id, 'enable')),
  endSessions: (id: string) => post<{ ended: number }>(at(id, 'sessions', 'end')),
  endEverybodys: () => post<{ ended: number }>(`${all}/sessions/end`),
  sendReset: (id: string) => post<void>(at(id, 'send-reset')),
  resetFactors: (id: string) => post<{ resetAt: string }>(at(id, 'factor-reset')),
  keepFactors: (id: string) => call<void>('DELETE', at(id, 'factor-reset')),
  letOperate: (id: string, isOperator: boolean) => post<void>(at(id, 'operator'), { isOperator }),
}
