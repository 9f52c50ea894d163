import type { Asked, Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { personOf } from '../people/person.ts'
import { holdPerson } from '../people/store.ts'
import { spendTokens } from '../registration/token-store.ts'
import { renewSession } from '../sessions/begin.ts'
import { endSessions } from '../sessions/end.ts'
import { tellOfSignIn } from '../sign-in/notices.ts'
import { proveOwnPassword } from '../sign-in/own-password.ts'
import { checkPassword } from './check.ts'
import { hashPassword } from './hash.ts'
import { recordWrongPassword } from './refusal.ts'
import { replacePassword } from './store.ts'

export interface Change {
  currentPassword: string
  newPassword: string
}

/**
 * Replaces the password of somebody who knows the one before: all other sessions end, this one gets new tokens.
 * @returns the session's new cookies
 * @throws WRONG_CREDENTIALS, TOO_MANY_GUESSES, what `checkPassword` throws, SIGN_IN_BUSY
 */
export async function changePassword(
  world: World,
  person: NonNullable<Caller['person']>,
  change: Change,
  asked: Asked,
): Promise<string[]> {
  const { personId: accountId } = person
  const account = as(world, { role: 'app', accountId })
  const kept = await proveOwnPassword(world, accountId, change.currentPassword, asked)
  if (!kept) {
    await recordWrongPassword(account, accountId, 'change_password', asked)
    throw accountFaults.WRONG_CREDENTIALS()
  }
  await checkPassword(world, change.newPassword, (await personOf(account)) ?? {})
  const hash = await hashPassword(world, change.newPassword)
  return transaction(account, async (world) => {
    const row = await holdPerson(world)
    // Somebody else changed it meanwhile, who need not have been its owner.
    if (!row || !(await replacePassword(world, accountId, hash, kept.changedAt)))
      throw accountFaults.WRONG_CREDENTIALS()
    await endSessions(world, accountId, {
      except: person.sessionId,
      reason: 'password_changed',
      requestId: asked.id,
    })
    // Whoever asked for these before need not have known the new password.
    for (const kind of ['change_address', 'reset'] as const) await spendTokens(world, accountId, kind)
    await record(world, { ...actOf(accountId, asked), action: 'person.password_changed' })
    await tellOfSignIn(world, row, 'password_changed', asked)
    if (person.sessionId === null) return []
    const { isOperator } = row
    return renewSession(world, person.sessionId, { accountId, methods: ['pwd'], asked, isOperator })
  })
}

const actOf = (accountId: string, { id }: Asked) =>
  ({ accountId, actor: { kind: 'person', id: accountId }, requestId: id }) as const
