import { as, transaction, type World } from '../../../kit/world.ts'
import type { Asked } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'
import { checkPassword } from '../passwords/check.ts'
import { hashPassword } from '../passwords/hash.ts'
import { putPassword } from '../passwords/store.ts'
import { normalAddress } from '../people/address.ts'
import { findByAddress, type Person, personOf, shown } from '../people/person.ts'
import { holdPerson, markVerified } from '../people/store.ts'
import { endSessions } from '../sessions/end.ts'
import { forgetGuesses, secretsOf } from '../sign-in/guesses.ts'
import { actorOf, mail, nobody, ofPerson, tell } from './acts.ts'
import { onTheBeat } from './beat.ts'
import { mayCauseMail, mayMail } from './budget.ts'
import { dropWhatCameBefore } from './first-proof.ts'
import { lookAtLink, makeLink, pageAt, secondsUntilNext, useLink, wasMailedTo } from './links.ts'
import { spendTokens } from './token-store.ts'

/** Mails a link to whom the address belongs, if it is anybody's. Nothing is changed, and nobody is told which it was. */
export const forgetPassword = (world: World, address: string, request: Asked): Promise<void> =>
  onTheBeat(world, async () => {
    if (!(await mayCauseMail(world, request))) return
    const accountId = await findByAddress(world, address)
    const person = accountId === undefined ? undefined : await personOf(ofPerson(world, accountId))
    if (person && !person.disabledAt) await mailReset(world, person, request)
  })

/**
 * Mails a person a link to set a new password with.
 * @returns false where that is too early, or too much
 */
export async function mailReset(
  world: World,
  { accountId, address }: Pick<Person, 'accountId' | 'address'>,
  request: Pick<Asked, 'id'>,
  actor = nobody,
): Promise<boolean> {
  if (address === null) return false
  const account = ofPerson(world, accountId)
  const isEarly = (await secondsUntilNext(account, accountId, 'reset')) > 0
  const mayBe = !isEarly && (await mayMail(world))
  return transaction(account, async (world) => {
    await holdPerson(world)
    const link = mayBe ? await makeLink(world, accountId, 'reset', address) : null
    const happening = { actor, requestId: request.id }
    if (link === null) {
      const detail = { mail: 'reset', by: isEarly || mayBe ? 'person' : 'budget' }
      await tell(world, accountId, 'person.mail_refused', { ...happening, outcome: 'refused', detail })
      return false
    }
    await mail(world, accountId, address, 'reset_password', { link })
    await tell(world, accountId, 'person.reset_asked', happening)
    return true
  })
}

/**
 * Sets a new password by a mailed link, once. It signs nobody in, and second factors are asked for as before; where the
 * address was never proved, it is now, and what others put there before is gone.
 * @throws MAIL_LINK_INVALID, MAIL_LINK_EXPIRED, and what `checkPassword` finds; then the link is good still
 */
export async function resetPassword(
  world: World,
  { token, password }: { token: string; password: string },
  request: Asked,
): Promise<void> {
  const { accountId } = await lookAtLink(as(world, { role: 'app' }), 'reset', token)
  const account = ofPerson(world, accountId)
  const before = await personOf(account)
  await checkPassword(world, password, { username: before?.username, address: before?.address })
  const hash = await hashPassword(world, password)
  await transaction(account, async (world) => {
    const row = await holdPerson(world)
    const used = await useLink(world, 'reset', token)
    const person = row && (await shown(world, row))
    if (!person || person.disabledAt || !wasMailedTo(world, used, person.address))
      throw accountFaults.MAIL_LINK_INVALID()
    if (person.verifiedAt)
      await endSessions(world, accountId, { reason: 'password_reset', requestId: request.id })
    else await beginAnew(world, accountId, request)
    await putPassword(world, accountId, hash)
    // Whoever asked for another address before did not know the new password.
    await spendTokens(world, accountId, 'change_address')
    await mail(world, accountId, person.address, 'password_changed', {
      link: pageAt(world, '/forgot-password'),
      at: world.now().toISOString(),
    })
    await tell(world, accountId, 'person.password_reset', {
      actor: actorOf(accountId),
      requestId: request.id,
      detail: { firstProof: person.verifiedAt === null },
    })
    await forgetGuesses(world, secretsOf(accountId))
    await forgetGuesses(world, normalAddress(person.address!)) // a link was mailed there
  })
}

async function beginAnew(world: World, accountId: string, request: Asked): Promise<void> {
  await dropWhatCameBefore(world, accountId, request.id)
  await markVerified(world, accountId)
}
