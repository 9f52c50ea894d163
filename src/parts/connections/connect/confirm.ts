import { sha256 } from '../../../kit/hash.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { deployment, setDeploymentOwner, takeLookup } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { connectionFaults } from '../faults.ts'
import { dropGrant, type Holder, holdersOf, holdGrant } from '../grants.ts'
import type { GrantedTokens } from '../providers/index.ts'
import { providerOf } from '../registry.ts'
import { attemptEnded } from '../tokens/disconnect.ts'
import { forgetToken } from '../tokens/hot.ts'
import { accountAt, activate, supersede } from './connection-store.ts'
import { handOver, shownTokens } from './hand-over.ts'
import { findSession } from './store.ts'

/**
 * The app says that the browser which came back is signed in as its user: only then is a pending connection readable.
 * Without it, an attacker's own link, opened by a victim, would join the victim's account to the attacker's.
 * @throws SESSION_NOT_FOUND, COMPLETION_INVALID
 */
export function completeSession(
  world: World,
  caller: Caller,
  { sessionId, completion, requestId }: { sessionId: string; completion: string; requestId: string },
): Promise<string> {
  return transaction(as(world, { role: 'app', accountId: caller.accountId }), async (world) => {
    const session = await findSession(world, sessionId)
    if (!session?.connectionId) throw connectionFaults.SESSION_NOT_FOUND({ sessionId })
    const taken = await takeLookup(world, 'connect_completion', sha256(completion))
    if (taken?.rowId !== sessionId || taken.accountId !== caller.accountId)
      throw connectionFaults.COMPLETION_INVALID()
    if (!(await activate(world, session.connectionId))) throw connectionFaults.COMPLETION_INVALID()
    await record(world, {
      action: 'connection.confirmed',
      accountId: caller.accountId,
      subjectId: session.subjectId,
      object: { kind: 'connection', id: session.connectionId },
      actor: caller.actor,
      requestId,
    })
    return session.connectionId
  })
}

/**
 * The person confirms on our page that an older connection of the same account at the provider ends, or the operator
 * that the deployment gets another owner.
 * @throws COMPLETION_INVALID
 */
export async function consent(
  world: World,
  secret: string,
): Promise<{ accountId: string; connectionId: string }> {
  const taken = await takeLookup(as(world, { role: 'app' }), 'connect_consent', sha256(secret))
  if (!taken) throw connectionFaults.COMPLETION_INVALID()
  const { accountId, rowId: connectionId } = taken
  const account = as(world, { role: 'app', accountId })
  const about = await accountAt(account, connectionId)
  if (!about) throw connectionFaults.COMPLETION_INVALID()
  const rivals =
    providerOf(world, about.provider).grant === 'per_pair'
      ? await holdersOf(account, about.provider, about.providerSubject)
      : []
  const ending = rivals.filter((rival) => rival.connectionId !== connectionId)
  const inherited: GrantedTokens[] = []
  for (const rival of ending) inherited.push(...(await endRival(world, rival)))
  await transaction(account, async (world) => {
    if (!(await activate(world, connectionId))) throw connectionFaults.COMPLETION_INVALID()
    await holdGrant(
      world,
      { id: connectionId, accountId, ...about },
      providerOf(world, about.provider).grant === 'per_pair',
    )
    if (about.isDirect && (await deployment(world)).homeAccountId === accountId)
      await setDeploymentOwner(world, connectionId)
    await record(world, {
      action: 'connection.confirmed',
      accountId,
      subjectId: about.subjectId,
      object: { kind: 'connection', id: connectionId },
      actor: { kind: 'anyone', id: null },
    })
  })
  for (const tokens of inherited) await handOver(world, { accountId, connectionId }, tokens)
  return { accountId, connectionId }
}

/**
 * It may belong to another account: ended as that account, whose own log tells it. Its grant lives on, and what it was
 * refreshed to while the page waited goes to the new one.
 */
async function endRival(world: World, rival: Holder): Promise<GrantedTokens[]> {
  await attemptEnded(as(world, { role: 'app', accountId: rival.accountId }), rival.connectionId)
  const tokens = await shownTokens(world, rival)
  await transaction(as(world, { role: 'app', accountId: rival.accountId }), async (world) => {
    const ended = await supersede(world, rival.connectionId)
    await dropGrant(world, rival.connectionId)
    if (!ended) return
    await record(world, {
      action: 'connection.needs_reauth',
      accountId: rival.accountId,
      subjectId: ended.subjectId,
      object: { kind: 'connection', id: rival.connectionId },
      actor: { kind: 'anyone', id: null },
      detail: { reason: 'superseded' },
    })
  })
  forgetToken(world, rival.connectionId)
  return tokens === null ? [] : [tokens]
}
