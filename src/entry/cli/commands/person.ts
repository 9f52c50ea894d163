import { exitCodes } from '../exit-codes.ts'
import { invocation } from '../invocation.ts'
import { firstRows, mostRows } from '../pages.ts'
import type { Got, Server } from '../server.ts'
import { Trouble, usageTrouble } from '../trouble.ts'

export type PersonLine = Got<'/api/people'>['people'][number]
export type WholePerson = Got<'/api/people/{id}'>

/** What every command takes that is about one person. */
export const personWords = 'id, whole mail address or user name of a person, or the subject at an issuer'

/** Of version 7, as ours all are; subjects at an issuer are often of another. */
const isId = (given: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i.test(given)

/**
 * The id of whoever is named by it, by the whole mail address, by the whole user name, whatever its case, or by the subject.
 * Where a user name is somebody else's subject, as whoever chose it may have meant, neither is taken for the other.
 * @throws Trouble: nobody is, or several are
 */
export async function personIdOf(server: Server, given: string): Promise<string> {
  if (given.trim() === '') throw usageTrouble('No person is named.', `Name one by ${fourWays}.`)
  if (isId(given)) return given
  const isAddress = given.includes('@')
  const found = isAddress
    ? await askFor(server, { address: given })
    : [...(await byUserName(server, given)), ...(await askFor(server, { subject: given }))]
  const ids = [...new Set(found.map(({ id }) => id))]
  if (ids.length === 1) return ids[0]!
  if (ids.length > 1)
    throw new Trouble(`${ids.length} people have this user name or subject.`, {
      exitCode: exitCodes.conflict,
      next: ids.map((id) => `${invocation} people show ${id}`).join('\n'),
    })
  const title = isAddress
    ? 'Nobody has this mail address.'
    : 'Nobody has this user name, and no issuer knows anybody here by this subject.'
  throw new Trouble(title, {
    exitCode: exitCodes.notFound,
    hint: `A person is named by ${fourWays}.`,
    next: `${invocation} people list`,
  })
}

const fourWays = 'id, whole mail address, whole user name, or subject at an issuer'

const askFor = async (server: Server, query: { address: string } | { subject: string }) =>
  (await server.get('/api/people', { query })).people

/** The server tells whose name begins so; names are one person's each. */
async function byUserName(server: Server, given: string): Promise<PersonLine[]> {
  const { rows } = await firstRows('people', mostRows, (wish) =>
    server.get('/api/people', { query: { username: given, ...wish } }),
  )
  return rows.filter(({ username }) => normal(username ?? '') === normal(given))
}

const normal = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

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
