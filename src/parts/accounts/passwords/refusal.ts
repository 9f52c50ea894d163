import type { Asked } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'

/**
 * Somebody signed in did not know the account's own password: a session that was stolen tries it like that. In a
 * transaction of its own.
 * @param account the world, bound to the person's own account
 */
export const recordWrongPassword = (
  account: World,
  accountId: string,
  where: 'change_password' | 'step_up',
  { id: requestId }: Asked,
): Promise<void> =>
  transaction(account, (world) =>
    record(world, {
      action: 'person.sign_in_refused',
      accountId,
      actor: { kind: 'person', id: accountId },
      requestId,
      outcome: 'refused',
      detail: { reason: 'password', factor: 'pwd', where },
    }),
  )
