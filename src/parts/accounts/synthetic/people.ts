import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { isSyntheticAddress } from '../../../kit/mail.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { limitSettings, type Policy } from '../../limits/index.ts'
import { type KeptMail, mailKeptFor } from '../../messages/index.ts'
import { addressHashes, nameHashes } from '../people/address.ts'
import { findPerson, holdPerson } from '../people/store.ts'
import { eraseOne } from '../personal/erasure.ts'
import {
  announcedSince,
  dueAtOnce,
  endSynthetic,
  openSynthetic,
  putSynthetic,
  type Synthetic,
  syntheticBy,
  syntheticOf,
} from './store.ts'

/** One who is made up costs an address two of its sign-ups: to register, and to prove the address. */
const costOfOne = 2
/** Nobody signs up that long after the run has ended that announced it. */
const lateSeconds = 600

/** How many may be made up in how long: at most half of what real people at the same address may. */
export function roomForSynthetic(world: World): { most: number; seconds: number } {
  const policy = world.settings(limitSettings).book.policies['sign-in'] as Policy
  const seconds = policy.kind === 'rate' ? policy.periodSeconds : 3600
  return { most: Math.max(1, Math.floor(policy.limit / 2 / costOfOne)), seconds }
}

/** Seconds until another may be made up; 0: now. */
export async function secondsUntilRoom(world: World, accountId: string): Promise<number> {
  const { most, seconds } = roomForSynthetic(world)
  const announced = await announcedSince(world, accountId, secondsAfter(world.now(), -seconds))
  const oldest = announced.at(-most)
  return oldest ? Math.max(1, secondsBetween(world.now(), secondsAfter(oldest, seconds))) : 0
}

/**
 * Writes down that a run makes somebody up, before it does: whatever becomes of the run, it is known whom to erase. The world
 * is bound to the run's account. @returns false when there were too many of late
 */
export async function announceSynthetic(
  world: World,
  { accountId, runId, address }: { accountId: string; runId: string; address: string },
): Promise<boolean> {
  if (!isSyntheticAddress(address))
    throw new TypeError('nobody is made up by an address that may be somebody’s')
  const { most, seconds } = roomForSynthetic(world)
  const mac = addressHashes(world, address)[0]!
  const since = secondsAfter(world.now(), -seconds)
  return putSynthetic(world, { accountId, id: uuidv7(world), runId, mac }, { most, since })
}

/** What would have been mailed to somebody whom this run made up, newest first. */
export async function mailOfSynthetic(
  world: World,
  { accountId, runId, address }: { accountId: string; runId: string; address: string },
): Promise<KeptMail[]> {
  const personId = await syntheticBy(world, accountId, runId, nameHashes(world, 'address', address))
  return personId === undefined ? [] : mailKeptFor(as(world, { role: 'app', accountId: personId }), personId)
}

/** Erases whom a run made up, as far as somebody signed up by then. @returns how many are left */
export async function eraseSynthetic(world: World, accountId: string, runId: string): Promise<number> {
  const people = await syntheticOf(world, accountId, runId)
  let left = 0
  for (const each of people) if (each.personId !== null && !(await tryToErase(world, each))) left += 1
  return left
}

/**
 * Erases whoever was made up by a run that is over: its process ended, or could not.
 * @param isOver tells of a run whether it is
 * @returns how many went
 */
export async function sweepSynthetic(
  world: World,
  isOver: (accountId: string, runId: string) => Promise<boolean>,
): Promise<number> {
  let gone = 0
  for (const each of await openSynthetic(as(world, { role: 'jobs' }), 50)) {
    if (!(await isOver(each.accountId, each.runId))) continue
    if (await tryToErase(as(world, { role: 'app', accountId: each.accountId }), each)) gone += 1
  }
  return gone
}

async function tryToErase(world: World, synthetic: Synthetic): Promise<boolean> {
  try {
    if (!(await isNobody(world, synthetic))) return false
    await endSynthetic(world, synthetic)
    return true
  } catch (error) {
    world.log.error('somebody who was made up could not be erased yet', { error })
    return false
  }
}

/** Whether nobody is left, or can be; who may still sign up is waited for. */
async function isNobody(world: World, { personId, announcedAt }: Synthetic): Promise<boolean> {
  if (personId === null) return secondsAfter(announcedAt, lateSeconds) <= world.now()
  const person = as(world, { role: 'app', accountId: personId })
  await transaction(person, async (world) => {
    if (await holdPerson(world)) await dueAtOnce(world, personId)
  })
  return (await eraseOne(world, personId, { isSynthetic: true })) || (await findPerson(person)) === undefined
}
