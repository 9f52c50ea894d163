import type { Asked, SignedIn } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { renewSession } from '../sessions/begin.ts'
import { endSessions } from '../sessions/end.ts'
import { deleteRecoveryCodes } from './recovery-codes.ts'
import { hasFactor } from './store.ts'

/**
 * After every change of factors: the other sessions end, as whoever holds one of them has proved nothing by the new means,
 * and this one gets new tokens. In the change's transaction.
 * @param methods what was proved along with the change; none: the proof is as old as it was
 * @returns this session's cookies
 */
export async function settleChange(
  world: World,
  person: SignedIn,
  asked: Asked,
  methods: readonly string[],
): Promise<string[]> {
  const { personId: accountId, sessionId, isOperator } = person
  if (!(await hasFactor(world))) await deleteRecoveryCodes(world)
  await endSessions(world, accountId, { except: sessionId, reason: 'factors_changed', requestId: asked.id })
  if (sessionId === null) return []
  return renewSession(world, sessionId, { accountId, methods, asked, isOperator })
}
