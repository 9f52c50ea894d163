import { daysAfter, secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { isSyntheticAddress } from '../../../kit/mail.ts'
import type { Asked, SignedIn } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { farewellTo, queueMail } from '../../messages/index.ts'
import { deleteSalts, forgetSubject } from '../../vault/index.ts'
import { enterErasure } from '../directory/ledger.ts'
import { deployment } from '../directory/store.ts'
import { accountFaults } from '../faults.ts'
import { personOf } from '../people/person.ts'
import { holdPerson } from '../people/store.ts'
import { endSessions } from '../sessions/end.ts'
import { declaredBy, declaredTables } from './declared.ts'
import {
  beginErasure,
  clearErasure,
  deleteAccount,
  dueErasures,
  eraseTable,
  fence,
  forgetLookups,
  subjectIds,
} from './store.ts'

/** For so long a person can still think better of it. */
export const graceDays = 7

/** Subject keys live in memory for at most 60 s; the salts go only after every process has forgotten them. */
const forgottenSeconds = 60

const jobName = 'accounts.erase'
const eraser = { kind: 'job', id: jobName } as const

/**
 * Begins the end of a person's account: seven days from now it is erased, unless its person signs in before. The other
 * sessions end, and the person is told by mail. Asked again, the day stays the one it was. @returns when
 */
export function askErasure(world: World, { personId, sessionId }: SignedIn, asked: Asked): Promise<Date> {
  return transaction(as(world, { role: 'app', accountId: personId }), async (world) => {
    await holdPerson(world)
    const { at, isNew } = await beginErasure(world, personId, daysAfter(world.now(), graceDays))
    if (!isNew) return at
    const happening = {
      accountId: personId,
      actor: { kind: 'person', id: personId },
      requestId: asked.id,
    } as const
    await endSessions(world, personId, { except: sessionId, reason: 'erased', requestId: asked.id })
    await record(world, {
      ...happening,
      action: 'person.erasure_asked',
      object: { kind: 'person', id: personId },
    })
    const person = await personOf(world)
    if (person?.address && person.verifiedAt)
      await queueMail(world, {
        accountId: personId,
        template: 'erase_asked',
        to: person.address,
        values: { at: at.toISOString() },
      })
    return at
  })
}

/** The account stays. @throws ERASURE_NOT_ASKED */
export function takeBackErasure(world: World, { personId }: SignedIn, asked: Asked): Promise<void> {
  return transaction(as(world, { role: 'app', accountId: personId }), async (world) => {
    await holdPerson(world)
    if (!(await clearErasure(world, personId))) throw accountFaults.ERASURE_NOT_ASKED()
    await record(world, {
      action: 'person.erasure_taken_back',
      accountId: personId,
      actor: { kind: 'person', id: personId },
      requestId: asked.id,
    })
  })
}

/**
 * Erases whom it is time for: fences the account, ends what reaches beyond the database, waits a minute, then deletes every
 * part's rows, the salts, the names and the account in one transaction. Killed at any moment, the next run goes on from there.
 */
export const eraseJob = job({
  name: jobName,
  everySeconds: 30,
  async run(world) {
    let erased = 0
    for (const { accountId } of await dueErasures(as(world, { role: 'jobs' }), 20)) {
      try {
        if (await eraseOne(world, accountId)) erased += 1
      } catch (error) {
        // One that does not come to its end keeps nobody else's back.
        world.log.error('an account could not be erased yet', { job: jobName, error })
      }
    }
    return erased
  },
})

/** @param isSynthetic one whom a journey made up: no secret of it is worth waiting for, and nobody needs to hear */
export async function eraseOne(
  world: World,
  accountId: string,
  { isSynthetic = false } = {},
): Promise<boolean> {
  const account = as(world, { role: 'app', accountId })
  const fencedAt = await transaction(account, (world) => shut(world, accountId))
  if (fencedAt === undefined) return false
  for (const { end } of declaredBy(world).toReversed())
    if (end && !(await end(world, accountId))) return false
  if (!isSynthetic && fencedAt > secondsAfter(world.now(), -forgottenSeconds)) return false
  const person = await personOf(account)
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const sayGoodbye =
    person?.address && person.verifiedAt && !isSyntheticAddress(person.address)
      ? await farewellTo(world, homeAccountId, person.address)
      : undefined
  // Before the rows go: a crash in between must leave no backup that could bring them back. Of who was made up a backup
  // brings the note back, too, and with it the next sweep.
  if (!isSynthetic) await enterErasure(world, accountId)
  const subjects = await subjectIds(account, accountId)
  const isOurs = await transaction(account, async (world) => {
    // Of several processes at once one erases; the others find nobody.
    if (!(await holdPerson(world))) return false
    await eraseRows(world, accountId)
    await sayGoodbye?.(world)
    return true
  })
  for (const { id } of subjects) forgetSubject(world, id)
  return isOurs
}

/** From now on nobody signs in, and no session goes on. @returns since when */
async function shut(world: World, accountId: string): Promise<Date | undefined> {
  const fenced = await fence(world, accountId)
  if (!fenced?.isNew) return fenced?.at
  await endSessions(world, accountId, { reason: 'erased', actor: eraser })
  await record(world, {
    action: 'person.erasure_begun',
    accountId,
    actor: eraser,
    object: { kind: 'person', id: accountId },
  })
  return fenced.at
}

async function eraseRows(world: World, accountId: string): Promise<void> {
  const { homeAccountId } = await deployment(world)
  // While the log still has a name for the person: in the person's own book and in that of the house.
  for (const owner of [accountId, homeAccountId])
    await record(world, {
      action: 'person.erased',
      accountId: owner,
      actor: eraser,
      object: { kind: 'person', id: accountId },
    })
  await forgetLookups(world)
  for (const { table } of declaredTables(world)
    .filter(({ goesWith }) => goesWith === undefined)
    .toReversed())
    await eraseTable(world, table)
  await deleteSalts(world, accountId)
  await deleteAccount(world, accountId)
}
