import { as, transaction, type World } from '../../../kit/world.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'
import { verifyPassword } from '../passwords/hash.ts'
import { findPassword } from '../passwords/store.ts'
import { shown } from '../people/person.ts'
import { holdPerson, markVerified } from '../people/store.ts'
import { actorOf, ofPerson, tell } from './acts.ts'
import { dropWhatCameBefore } from './first-proof.ts'
import { lookAtLink, useLink, wasMailedTo } from './links.ts'

export interface Proof {
  token: string
  /** Shows that it was the prover who signed up: nothing is dropped then. A session of the person shows the same. */
  password: string | undefined
  caller: Caller | null
}

/** `needs_password`: somebody else had signed up with the address, too; a new password is to be set by mail. */
export type Outcome = 'proved' | 'proved_before' | 'needs_password'

/**
 * Proves an address by a mailed link, once.
 * @throws MAIL_LINK_INVALID, MAIL_LINK_EXPIRED
 */
export async function proveAddress(world: World, proof: Proof, request: Asked): Promise<Outcome> {
  const app = as(world, { role: 'app' })
  const { accountId } = await lookAtLink(app, 'verify', proof.token)
  const isOwn = await isByWhoSignedUp(app, accountId, proof)
  return transaction(ofPerson(world, accountId), async (world) => {
    const row = await holdPerson(world)
    const used = await useLink(world, 'verify', proof.token)
    const person = row && (await shown(world, row))
    if (!person || !wasMailedTo(world, used, person.address)) throw accountFaults.MAIL_LINK_INVALID()
    if (person.verifiedAt) return 'proved_before'
    const isContested = row.contestedAt !== null && !isOwn
    if (isContested) await dropWhatCameBefore(world, accountId, request.id)
    await markVerified(world, accountId)
    await tell(world, accountId, 'person.address_proved', {
      actor: actorOf(accountId),
      requestId: request.id,
      detail: { droppedBefore: isContested },
    })
    return isContested ? 'needs_password' : 'proved'
  })
}

async function isByWhoSignedUp(
  world: World,
  accountId: string,
  { password, caller }: Proof,
): Promise<boolean> {
  if (caller?.person?.personId === accountId && caller.person.actingOperator === null) return true
  if (password === undefined) return false
  const kept = await findPassword(world, accountId)
  return (await verifyPassword(world, password, kept?.hash ?? null)).isRight
}
