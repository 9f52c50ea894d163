import type { World } from '../../../kit/world.ts'
import { queueMail } from '../../messages/index.ts'
import { personOf } from '../people/person.ts'

/** What a person is told by mail of its factors. */
export type FactorNotice =
  | 'factor_added'
  | 'factor_removed'
  | 'factor_locked'
  | 'recovery_code_used'
  | 'passkey_copied'
  | 'factor_reset_asked'
  | 'factor_reset_done'

/**
 * In the caller's transaction, bound to the person's own account. Only to an address that is proved: of another, nobody
 * knows whose it is.
 */
export async function tellOfFactor(
  world: World,
  template: FactorNotice,
  values: Record<string, string> = {},
): Promise<void> {
  const person = await personOf(world)
  if (!person?.address || !person.verifiedAt) return
  await queueMail(world, { accountId: person.accountId, template, to: person.address, values })
}
