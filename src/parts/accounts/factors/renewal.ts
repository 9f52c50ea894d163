import type { Asked, SignedIn } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { holdPerson } from '../people/store.ts'
import { ownAccount } from './authenticator.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { hasFactor } from './store.ts'

/** Ten new codes in the place of those before. @throws FACTOR_NOT_SET_UP for who is asked for no second factor */
export function renewRecoveryCodes(world: World, person: SignedIn, asked: Asked): Promise<string[]> {
  const { personId: accountId } = person
  return transaction(ownAccount(world, person), async (world) => {
    await holdPerson(world)
    if (!(await hasFactor(world))) throw accountFaults.FACTOR_NOT_SET_UP()
    const codes = await makeRecoveryCodes(world, accountId)
    await record(world, {
      action: 'recovery_codes.made',
      accountId,
      actor: { kind: 'person', id: accountId },
      requestId: asked.id,
      detail: { count: codes.length },
    })
    return codes
  })
}
