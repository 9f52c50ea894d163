import { transaction, type World } from '../../../kit/world.ts'
import type { Actor } from '../../../kit/event.ts'
import { Fault } from '../../../kit/fault.ts'
import type { Asked } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'
import { findByAddress, shown } from '../people/person.ts'
import { holdPerson } from '../people/store.ts'
import { actorOf, mail, nobody, ofPerson, tell } from './acts.ts'
import { onTheBeat } from './beat.ts'
import { mayCauseMail, mayMail } from './budget.ts'
import { makeLink, secondsUntilNext } from './links.ts'

/**
 * Sends a person another link to prove the address with; the one before is worth nothing then.
 * @returns the address
 * @throws ADDRESS_PROVED, MAIL_LIMITED with the seconds to wait
 */
export async function sendAnother(
  world: World,
  accountId: string,
  request: Asked,
  actor: Actor = actorOf(accountId),
  mayCause: () => Promise<boolean> = () => mayCauseMail(world, request),
): Promise<string> {
  const account = ofPerson(world, accountId)
  const row = await transaction(account, holdPerson)
  const person = row && (await shown(account, row))
  if (!person || person.verifiedAt || person.address === null) throw accountFaults.ADDRESS_PROVED()
  const { address } = person
  const wait = await secondsUntilNext(account, accountId, 'verify')
  if (wait > 0) throw await limited(account, accountId, { request, actor }, 'person', wait)
  if (!(await mayCause()) || !(await mayMail(world)))
    throw await limited(account, accountId, { request, actor }, 'budget', 600)
  const isSent = await transaction(account, async (world) => {
    await holdPerson(world)
    const link = await makeLink(world, accountId, 'verify', address)
    if (!link) return false
    await mail(world, accountId, address, 'verify_address', { link })
    await tell(world, accountId, 'person.verification_sent', { actor, requestId: request.id })
    return true
  })
  // Of several at once the others are too early.
  if (!isSent) throw await limited(account, accountId, { request, actor }, 'person', 60)
  return address
}

async function limited(
  account: World,
  accountId: string,
  { request, actor }: { request: Asked; actor: Actor },
  by: 'person' | 'budget',
  retryAfterSeconds: number,
): Promise<Error> {
  await transaction(account, (world) =>
    tell(world, accountId, 'person.mail_refused', {
      actor,
      requestId: request.id,
      outcome: 'refused',
      detail: { mail: 'verify', by },
    }),
  )
  return accountFaults.MAIL_LIMITED({ retryAfterSeconds })
}

/** The same for a stranger, who is told nothing: neither whether the address is known, nor that it is too early. */
export const sendAnotherTo = (world: World, address: string, request: Asked): Promise<void> =>
  onTheBeat(world, async () => {
    // Charged for every address alike: what is left would tell of which there is one.
    const isWithin = await mayCauseMail(world, request)
    const accountId = await findByAddress(world, address)
    if (accountId === undefined) return
    try {
      await sendAnother(world, accountId, request, nobody, async () => isWithin)
    } catch (error) {
      if (!(error instanceof Fault) || error.status >= 500) throw error
    }
  })
