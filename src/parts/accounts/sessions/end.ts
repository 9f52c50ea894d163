import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import type { Actor } from '../../../kit/event.ts'
import { record } from '../../audit/index.ts'
import { countingFailures } from '../metrics/end-failures.ts'
import { sessionCookieOf } from './cookies.ts'
import { endAllBut, endByToken, endOne, endOutsideTokens } from './store.ts'
import { readToken } from './tokens.ts'

/** Why sessions end; a permanent name, for the log. */
export type EndReason =
  | 'signed_out'
  | 'signed_in_anew'
  | 'ended_by_person'
  | 'ended_by_operator'
  | 'password_changed'
  | 'password_reset'
  | 'factors_changed'
  | 'address_proved'
  | 'disabled'
  | 'erased'

/**
 * Ends all sessions of a person at once, but for `except`; what outside issuers issued until now counts no more. In the
 * caller's transaction, bound to the person's own account. The next request of any of them finds no session.
 * @returns how many were live
 */
export async function endSessions(
  world: World,
  accountId: string,
  {
    except,
    reason,
    actor = { kind: 'person', id: accountId },
    requestId = null,
  }: { except?: string | null; reason: EndReason; actor?: Actor; requestId?: string | null },
): Promise<number> {
  const ended = await countingFailures(world, async () => {
    await endOutsideTokens(world, accountId)
    return endAllBut(world, accountId, except ?? null, reason)
  })
  for (const { id } of ended)
    await record(world, {
      action: 'session.ended',
      accountId,
      actor,
      requestId,
      object: { kind: 'session', id },
      detail: { reason },
    })
  return ended.length
}

/** @returns whether it was live until now; undefined when this person has no such session */
export async function endSession(
  world: World,
  accountId: string,
  sessionId: string,
  { reason, requestId }: { reason: EndReason; requestId: string },
): Promise<boolean | undefined> {
  const wasLive = await countingFailures(world, () => endOne(world, accountId, sessionId, reason))
  if (wasLive) await recordEnd(world, accountId, sessionId, reason, requestId)
  return wasLive
}

/**
 * Ends the session whose cookies a request carries: by either of them, as the one for requests may be out of date by now.
 * Without any there is nothing to end.
 */
export const signOut = (world: World, asked: Asked): Promise<void> =>
  transaction(as(world, { role: 'app' }), (world) => endPresented(world, asked, 'signed_out'))

/** The same in the caller's transaction, whatever account that is bound to. */
export async function endPresented(world: World, asked: Asked, reason: EndReason): Promise<void> {
  const tokens = [
    readToken(world, 'access', sessionCookieOf(world, asked, 'session')),
    readToken(world, 'refresh', sessionCookieOf(world, asked, 'refresh')),
  ]
  const ids = new Set(tokens.flatMap((token) => token?.sessionId ?? []))
  for (const id of ids) {
    const accountId = await countingFailures(world, () => endByToken(world, id, reason))
    if (accountId !== undefined) await recordEnd(world, accountId, id, reason, asked.id)
  }
}

const recordEnd = (world: World, accountId: string, id: string, reason: EndReason, requestId: string) =>
  record(world, {
    action: 'session.ended',
    accountId,
    actor: { kind: 'person', id: accountId },
    requestId,
    object: { kind: 'session', id },
    detail: { reason },
  })
