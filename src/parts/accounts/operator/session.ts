import type { Actor } from '../../../kit/event.ts'
import { minutesAfter, hoursAfter } from '../../../kit/duration.ts'
import { base64url, sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { deployment, findLookup, putLookup, takeLookup } from '../directory/store.ts'
import { accountFaults } from '../faults.ts'
import { deleteSession, insertSession, type OperatorSession, touchSession } from './store.ts'

/** A sign-in link is good for one use within this time. */
export const linkMinutes = 30
/** A session ends after this long without a request, and after `absoluteHours` in any case. */
export const idleMinutes = 60
export const absoluteHours = 24

const secretBytes = 32

/** Makes a single-use sign-in link's secret; the caller shows it on a terminal and nowhere else. */
export async function makeOperatorLink(
  world: World,
  actor: Actor,
  requestId: string | null = null,
): Promise<{ secret: string; expiresAt: Date }> {
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const secret = base64url(world.random(secretBytes))
  const expiresAt = minutesAfter(world.now(), linkMinutes)
  await transaction(as(world, { role: 'app', accountId: homeAccountId }), async (world) => {
    await putLookup(world, 'operator_link', sha256(secret), homeAccountId, uuidv7(world), expiresAt)
    await record(world, { action: 'operator.link_made', accountId: homeAccountId, actor, requestId })
  })
  return { secret, expiresAt }
}

/**
 * Redeems a link for a session. @returns the session and the secret for its cookie
 * @throws LINK_USED_OR_EXPIRED
 */
export async function signInByLink(
  world: World,
  linkSecret: string,
  requestId: string,
): Promise<{ session: OperatorSession; secret: string }> {
  const link = await takeLookup(as(world, { role: 'app' }), 'operator_link', sha256(linkSecret))
  if (!link) throw accountFaults.LINK_USED_OR_EXPIRED()
  const secret = base64url(world.random(secretBytes))
  const session: OperatorSession = {
    accountId: link.accountId,
    id: uuidv7(world),
    createdAt: world.now(),
    seenAt: world.now(),
  }
  await transaction(as(world, { role: 'app', accountId: link.accountId }), async (world) => {
    await insertSession(world, session)
    await putLookup(
      world,
      'operator_session',
      sha256(secret),
      session.accountId,
      session.id,
      hoursAfter(session.createdAt, absoluteHours),
    )
    await record(world, {
      action: 'operator.signed_in',
      accountId: session.accountId,
      actor: { kind: 'operator', id: session.id },
      requestId,
    })
  })
  return { session, secret }
}

/** The live session of a cookie's secret; its idle time starts anew. */
export async function sessionOf(world: World, secret: string): Promise<OperatorSession | undefined> {
  if (secret.length !== 43) return undefined
  const found = await findLookup(as(world, { role: 'app' }), 'operator_session', sha256(secret))
  if (!found) return undefined
  return touchSession(
    as(world, { role: 'app', accountId: found.accountId }),
    found.rowId,
    minutesAfter(world.now(), -idleMinutes),
  )
}

export async function signOut(world: World, caller: Caller, secret: string): Promise<void> {
  await takeLookup(world, 'operator_session', sha256(secret))
  await deleteSession(world, caller.actor.id!)
}

export const callerOf = (session: OperatorSession): Caller => ({
  accountId: session.accountId,
  actor: { kind: 'operator', id: session.id },
  scopes: ['*'],
  byCookie: true,
})
