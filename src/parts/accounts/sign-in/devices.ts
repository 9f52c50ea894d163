import { base64url, sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Asked } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { personCookie, personCookieName } from '../sessions/cookies.ts'
import { dropOldDevices, insertDevice, lookForDevice, touchDevice } from './device-store.ts'

const mostDevices = 50
/** People who share a browser. */
const mostNames = 5
const yearSeconds = 31_536_000

/** What is known of the browser that a sign-in comes from. */
export interface Device {
  /** Null: this person never signed in from it. */
  id: string | null
  /** The person never signed in from anywhere. */
  isFirst: boolean
}

/** Random names that sign-ins gave to this browser, the newest first: one for each person who did. */
function namesIn(world: World, asked: Asked): string[] {
  const given = asked.cookie(personCookieName(world, 'device')) ?? ''
  return given
    .split('.')
    .filter((name) => /^[\w-]{43}$/.test(name))
    .slice(0, mostNames)
}

/** Whether this person signed in from this browser before; of nobody's account, nothing is. */
export async function deviceOf(world: World, accountId: string, asked: Asked): Promise<Device> {
  const hashes = namesIn(world, asked).map((name) => sha256(name))
  const { id, count } = await lookForDevice(as(world, { role: 'app', accountId }), accountId, hashes)
  return { id, isFirst: count === 0 }
}

/**
 * Keeps in mind that this person signed in from this browser, in the sign-in's transaction. A browser that is new gets a
 * name of its own for this person: one that somebody else put there is worth nothing.
 */
export async function rememberDevice(
  world: World,
  accountId: string,
  asked: Asked,
  known: string | null,
): Promise<{ id: string; cookie: string }> {
  const names = namesIn(world, asked)
  if (known !== null && (await touchDevice(world, accountId, known)))
    return { id: known, cookie: deviceCookie(world, names) }
  const name = base64url(world.random(32))
  const id = uuidv7(world)
  await insertDevice(world, accountId, id, sha256(name))
  await dropOldDevices(world, accountId, mostDevices)
  return { id, cookie: deviceCookie(world, [name, ...names].slice(0, mostNames)) }
}

const deviceCookie = (world: World, names: readonly string[]): string =>
  personCookie(world, 'device', names.join('.'), yearSeconds)
