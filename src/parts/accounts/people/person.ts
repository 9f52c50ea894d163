import { uuidv7 } from '../../../kit/id.ts'
import { isSyntheticAddress } from '../../../kit/mail.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { plantSalt } from '../../vault/index.ts'
import { putPassword } from '../passwords/store.ts'
import { nameHashes, normalAddress, openAddress, sealAddress } from './address.ts'
import { linkSynthetic } from '../synthetic/store.ts'
import { claimName, findName, findPerson, insertOwner, insertPerson, type PersonRow } from './store.ts'

/** Somebody who signs in: an account of its own. */
export interface Person {
  accountId: string
  username: string | null
  displayName: string | null
  /** Null where an outside issuer told none. */
  address: string | null
  verifiedAt: Date | null
  createdAt: Date
  disabledAt: Date | null
  eraseAt: Date | null
  isOperator: boolean
}

/** Whose address it is, in any spelling; proved or not. @returns the person's account */
export const findByAddress = (world: World, address: string): Promise<string | undefined> =>
  findName(as(world, { role: 'app' }), 'address', nameHashes(world, 'address', normalAddress(address)))

/** The person whose own account the world is bound to; undefined for a team's. */
export async function personOf(accountWorld: World): Promise<Person | undefined> {
  const row = await findPerson(accountWorld)
  return row && shown(accountWorld, row)
}

/** A row with its address in clear. */
export async function shown(world: World, row: PersonRow): Promise<Person> {
  return { ...row, address: await openAddress(world, row) }
}

export interface PersonToMake {
  address: string | null
  /** One that is taken gets four characters behind it. Default none. */
  username?: string | null
  displayName?: string | null
  passwordHash?: string | null
  /** The address is proved already. Default false. */
  isVerified?: boolean
  isOperator?: boolean
  /** Done in the same transaction, bound to the new account. What it throws undoes all. */
  within?: (world: World, accountId: string) => Promise<void>
}

/**
 * Makes an account of kind "person" with its subject, salt, names and password, in one transaction of its own.
 * @returns its account; undefined when the address is somebody's
 */
export async function makePerson(world: World, person: PersonToMake): Promise<string | undefined> {
  const id = uuidv7(world)
  try {
    await transaction(as(world, { role: 'app', accountId: id }), (world) => insertWhole(world, id, person))
    return id
  } catch (error) {
    if (error instanceof AddressTaken) return undefined
    throw error
  }
}

class AddressTaken extends Error {
  override readonly name = 'AddressTaken'
}

async function insertWhole(world: World, id: string, person: PersonToMake): Promise<void> {
  const logAccount = uuidv7(world)
  await insertOwner(world, id, logAccount, uuidv7(world))
  await plantSalt(world, id, id)
  const address = person.address === null ? null : normalAddress(person.address)
  if (address !== null && !(await claimName(world, 'address', nameHashes(world, 'address', address), id)))
    throw new AddressTaken()
  if (address !== null && isSyntheticAddress(address))
    await linkSynthetic(world, nameHashes(world, 'address', address), id, logAccount)
  await insertPerson(world, {
    id,
    username: person.username ? await freeUsername(world, id, person.username) : null,
    displayName: person.displayName ?? null,
    address: address === null ? null : await sealAddress(world, id, 1, address),
    verifiedAt: person.isVerified ? world.now() : null,
    isOperator: person.isOperator ?? false,
  })
  if (person.passwordHash) await putPassword(world, id, person.passwordHash)
  await person.within?.(world, id)
}

const mostUsername = 64
const suffixAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** The name itself, else with a few random characters: whether it was free is not told to strangers. */
async function freeUsername(world: World, id: string, wished: string): Promise<string> {
  for (let tries = 0; tries < 10; tries++) {
    const name = tries === 0 ? wished : `${wished.slice(0, mostUsername - 5)}-${suffix(world)}`
    if (await claimName(world, 'username', nameHashes(world, 'username', normalUsername(name)), id))
      return name
  }
  throw new Error('no user name was free in ten tries')
}

const suffix = (world: World): string =>
  [...world.random(4)].map((byte) => suffixAlphabet[byte % suffixAlphabet.length]).join('')

/** A user name as somebody typed it; undefined when it can be none. */
export function usernameFrom(text: string): string | undefined {
  const name = text.trim()
  return name === '' || name.length > mostUsername || /\p{Cc}/u.test(name) ? undefined : name
}

/** By which user names are told apart. */
export const normalUsername = (name: string): string => name.trim().normalize('NFKC').toLowerCase()
