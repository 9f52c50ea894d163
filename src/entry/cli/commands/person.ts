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
export const personWords = 'id or whole mail address of a person, or the subject at an issuer'

/** Of version 7, as ours all are; subjects at an issuer are often of another. */
const isId = (given: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i.test(given)

/** The id of whoever is named by it, by the whole mail address or by the subject. @throws Trouble: nobody is */
export async function personIdOf(server: Server, given: string): Promise<string> {
  if (isId(given)) return given
  const query = given.includes('@') ? { address: given } : { subject: given }
  const { people } = await server.get<{ people: PersonLine[] }>('/api/people', query)
  if (people.length === 1) return people[0]!.id
  if (people.length > 1)
    throw new Trouble(`${people.length} people have this subject, each at another issuer.`, {
      exitCode: exitCodes.conflict,
      next: people.map(({ id }) => `${invocation} people show ${id}`).join('\n'),
    })
  throw new Trouble(
    'address' in query ? 'Nobody has this mail address.' : 'No issuer knows anybody here by this subject.',
    { exitCode: exitCodes.notFound, next: `${invocation} people list` },
  )
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
