import { earlierOf, secondsAfter } from '../../../kit/duration.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { holdPerson } from '../people/store.ts'
import { accountSettings } from '../settings.ts'
import { accessEnd, type Lives, livesOf } from './lives.ts'
import { tellOfReuse } from './notice.ts'
import { type Next, type Rotated, rotateSession } from './rotate-store.ts'
import { nextPair, type Pair, type Presented, readToken } from './tokens.ts'

const nonceBytes = 32

export interface Refreshed {
  sessionId: string
  pair: Pair
  lives: Lives
}

/**
 * The pair after this refresh token. Of several who come with the same token at once, in whichever process, the first makes
 * the next pair and the others derive that very pair, for SESSION_GRACE_SECONDS (default 30).
 * @throws REFRESH_REQUIRED, REFRESH_INVALID, REFRESH_EXPIRED, REFRESH_ENDED
 * @throws REFRESH_REUSE for a token from before that: it was copied, and the session ends for everybody
 */
export async function refreshSession(
  world: World,
  given: string | undefined,
  requestId: string,
): Promise<Refreshed> {
  if (!given) throw accountFaults.REFRESH_REQUIRED()
  const token = readToken(world, 'refresh', given)
  if (!token) throw accountFaults.REFRESH_INVALID()
  return flights(world).share(token.hash.toString('base64'), () => rotate(world, token, requestId))
}

/** Tabs of one browser ask the database once: each of them would hold a connection while it waits for the row. */
const flights = resident(() => new SingleFlight<Refreshed>())

async function rotate(world: World, token: Presented, requestId: string): Promise<Refreshed> {
  const made = makeNext(world, token)
  const decide: Decide = async (world) => {
    // One statement decides; what it decided is in the log when it commits.
    const rotated = await rotateSession(world, token, made)
    await recordRotation(world, token, rotated, requestId)
    return rotated
  }
  return answerTo(world, token, made, await decided(world, decide))
}

type Decide = (world: World) => Promise<Rotated>

async function decided(world: World, decide: Decide): Promise<Rotated> {
  try {
    return await transaction(as(world, { role: 'app' }), async (world) => {
      const rotated = await decide(world)
      if (rotated.outcome === 'reused') throw new Copied(rotated.accountId!)
      return rotated
    })
  } catch (error) {
    if (!(error instanceof Copied)) throw error
    return endCopied(world, error.accountId, decide)
  }
}

/** Whose session it is, is known only now: it ends bound to that account, so that the mail commits with the end. */
async function endCopied(world: World, accountId: string, decide: Decide): Promise<Rotated> {
  const account = as(world, { role: 'app', accountId })
  try {
    return await transaction(account, async (world) => {
      await holdPerson(world)
      const rotated = await decide(world)
      if (rotated.outcome === 'reused') await tellOfReuse(world, accountId)
      return rotated
    })
  } catch (error) {
    // A mail that cannot be queued undoes no end.
    world.log.error('the mail about a copied session was not queued', { error })
    return transaction(account, decide)
  }
}

class Copied extends Error {
  override readonly name = 'Copied'
  readonly accountId: string
  constructor(accountId: string) {
    super('a token came that was used before')
    this.accountId = accountId
  }
}

function makeNext(world: World, token: Presented): Next {
  const nonce = world.random(nonceBytes)
  const lives = livesOf(world, false)
  const idleEndsAt = secondsAfter(world.now(), lives.idleSeconds)
  return {
    nonce,
    pair: nextPair(world, token, nonce),
    accessEndsAt: earlierOf(accessEnd(world, lives), idleEndsAt),
    idleEndsAt,
    operatorIdleEndsAt: secondsAfter(world.now(), livesOf(world, true).idleSeconds),
    graceSeconds: world.settings(accountSettings).sessionGraceSeconds,
  }
}

function answerTo(world: World, token: Presented, made: Next, rotated: Rotated): Refreshed {
  const { outcome, nonce, isOperator, reason } = rotated
  const { sessionId } = token
  const lives = () => livesOf(world, isOperator)
  switch (outcome) {
    case 'rotated':
      return { sessionId, pair: made.pair, lives: lives() }
    case 'again':
      // Without a nonce the session was renewed meanwhile, and only that answer carries what is good now.
      if (!nonce) throw accountFaults.REFRESH_INVALID()
      return { sessionId, pair: nextPair(world, token, nonce), lives: lives() }
    case 'reused':
      throw accountFaults.REFRESH_REUSE()
    case 'ended':
      throw reason === 'reuse' ? accountFaults.REFRESH_REUSE() : accountFaults.REFRESH_ENDED()
    case 'expired':
      throw accountFaults.REFRESH_EXPIRED()
    case 'unknown':
      throw accountFaults.REFRESH_INVALID()
  }
}

async function recordRotation(
  world: World,
  { sessionId, generation }: Presented,
  { outcome, accountId }: Rotated,
  requestId: string,
): Promise<void> {
  if (outcome !== 'rotated' && outcome !== 'reused') return
  const isReuse = outcome === 'reused'
  await record(world, {
    action: isReuse ? 'session.reused' : 'session.refreshed',
    accountId: accountId!,
    actor: isReuse ? { kind: 'anyone', id: null } : { kind: 'person', id: accountId! },
    outcome: isReuse ? 'refused' : 'ok',
    requestId,
    object: { kind: 'session', id: sessionId },
    detail: { generation },
  })
}
