import { exitCodes } from '../exit-codes.ts'
import { invocation } from '../invocation.ts'
import { type Server } from '../server.ts'
import { Trouble } from '../trouble.ts'

/** A person as the server tells an operator; moments are RFC 3339. */
export interface PersonLine {
  id: string
  username: string | null
  displayName: string | null
  email: string | null
  emailVerified: boolean
  createdAt: string
  disabledAt: string | null
  eraseAt: string | null
  isOperator: boolean
}

export interface WholePerson extends PersonLine {
  disabledReason: string | null
  logName: string | null
  sessions: { id: string; lastUsedAt: string; agent: string | null; methods: string[] }[]
  factors: { authenticator: boolean; passkeys: number; recoveryCodes: number }
  factorResetAt: string | null
  memberships: { accountId: string; role: string }[]
  counts: Record<string, number>
}

/** What every command takes that is about one person. */
export const personWords = 'id or whole mail address of a person'

/** The id of whoever is named by it or by the whole mail address. @throws Trouble: nobody has the address */
export async function personIdOf(server: Server, given: string): Promise<string> {
  if (!given.includes('@')) return given
  const { people } = await server.get<{ people: PersonLine[] }>('/api/people', { address: given })
  if (people[0]) return people[0].id
  throw new Trouble('Nobody has this mail address.', {
    exitCode: exitCodes.notFound,
    next: `${invocation} people list`,
  })
}

/** In a word or a few, worst first. */
export function stateOf({ disabledAt, eraseAt, emailVerified, isOperator }: PersonLine): string {
  const states = [
    disabledAt !== null && 'disabled',
    eraseAt !== null && 'to be erased',
    !emailVerified && 'unverified',
    isOperator && 'operator',
  ].filter((state) => state !== false)
  return states.length === 0 ? 'on' : states.join(', ')
}
