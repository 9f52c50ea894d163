import { earlierOf, secondsAfter } from '../../../kit/duration.ts'
import { networkOf } from '../../../kit/http-peer.ts'
import { uuidv7 } from '../../../kit/id.ts'
import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { holdPerson } from '../people/store.ts'
import { accountSettings } from '../settings.ts'
import { coarseAgent } from './agent.ts'
import { sessionCookies } from './cookies.ts'
import { endPresented } from './end.ts'
import { accessEnd, actingSeconds, type Lives, livesOf } from './lives.ts'
import { endOldest, holdSession, insertSession, replacePair } from './store.ts'
import { newPair } from './tokens.ts'

export interface Beginning {
  accountId: string
  /** By what the person proved who it is (RFC 8176). */
  methods: readonly string[]
  asked: Asked
  /** When. Default: now. */
  authAt?: Date | undefined
  /** Looks after the deployment: shorter ends. */
  isOperator: boolean
  deviceId?: string | null
  /** An operator who looks through the person's eyes: for half an hour at most. */
  acting?: { operatorId: string; reason: string }
}

export interface Begun {
  sessionId: string
  /** `Set-Cookie` values of the session, the refresh token and the CSRF token. */
  cookies: string[]
}

/**
 * A new session, in the caller's transaction, which is bound to the person's own account. Where that makes more than
 * SESSIONS_PER_PERSON (default 20), the oldest end, and the one that the request carries ends in any case. Whether the person is disabled is for the caller to look at.
 */
export async function beginSession(world: World, beginning: Beginning): Promise<Begun> {
  const { accountId, methods, asked, acting } = beginning
  // Of two sign-ins at once the second waits, so that both count the same sessions.
  await holdPerson(world)
  // What this browser held until now it holds no more.
  if (!acting) await endPresented(world, asked, 'signed_in_anew')
  const sessionId = uuidv7(world)
  const lives = livesWith(livesOf(world, beginning.isOperator), acting !== undefined)
  const pair = newPair(world, sessionId, 1)
  const session = {
    accountId,
    id: sessionId,
    authAt: beginning.authAt ?? world.now(),
    methods,
    deviceId: beginning.deviceId ?? null,
    agent: coarseAgent(asked.header('user-agent')),
    address: keptAddress(world, asked.address),
    actingOperator: acting?.operatorId ?? null,
    actingReason: acting?.reason ?? null,
    ...endsFrom(world, lives, secondsAfter(world.now(), lives.absoluteSeconds)),
  }
  await insertSession(world, session, pair)
  const actor = { kind: 'person', id: acting?.operatorId ?? accountId } as const
  const happening = { accountId, actor, requestId: asked.id }
  await record(world, { ...happening, action: 'session.started', object: { kind: 'session', id: sessionId } })
  for (const { id } of await endOldest(world, accountId, world.settings(accountSettings).sessionsPerPerson))
    await record(world, {
      ...happening,
      action: 'session.ended',
      object: { kind: 'session', id },
      detail: { reason: 'too_many' },
    })
  return { sessionId, cookies: sessionCookies(world, { sessionId, pair, lives }) }
}

/**
 * New tokens for a live session whose person has just proved more of who it is (a step-up, a factor that was added): those
 * before are dead at once. In the caller's transaction, bound to the person's own account.
 * @returns the cookies; the CSRF token stays good, so that other tabs can still write
 * @throws NO_SUCH_SESSION when it has ended meanwhile
 */
export async function renewSession(
  world: World,
  sessionId: string,
  renewal: { accountId: string; methods: readonly string[]; asked: Asked; isOperator: boolean },
): Promise<string[]> {
  const { accountId, methods, asked } = renewal
  const session = await holdSession(world, accountId, sessionId)
  if (!session) throw accountFaults.NO_SUCH_SESSION()
  const lives = livesOf(world, renewal.isOperator)
  const generation = session.generation + 1
  const pair = newPair(world, sessionId, generation)
  const ends = endsFrom(world, lives, session.endsAt)
  if (!(await replacePair(world, accountId, sessionId, { generation, pair, methods, ...ends })))
    throw accountFaults.NO_SUCH_SESSION()
  await record(world, {
    action: 'session.renewed',
    accountId,
    actor: { kind: 'person', id: accountId },
    requestId: asked.id,
    object: { kind: 'session', id: sessionId },
    detail: { methods: methods.join(' ') },
  })
  return sessionCookies(world, { sessionId, pair, lives }, asked)
}

/** No half of a session outlives the whole. */
function endsFrom(world: World, lives: Lives, endsAt: Date) {
  const idleEndsAt = earlierOf(secondsAfter(world.now(), lives.idleSeconds), endsAt)
  return { accessEndsAt: earlierOf(accessEnd(world, lives), idleEndsAt), idleEndsAt, endsAt }
}

function livesWith(lives: Lives, isActing: boolean): Lives {
  if (!isActing) return lives
  const [idleSeconds, absoluteSeconds] = [actingSeconds, actingSeconds]
  return { accessSeconds: Math.min(lives.accessSeconds, actingSeconds), idleSeconds, absoluteSeconds }
}

function keptAddress(world: World, address: string | undefined): string | null {
  const { sessionAddresses } = world.settings(accountSettings)
  if (address === undefined || sessionAddresses === 'none') return null
  return sessionAddresses === 'network' ? networkOf(address) : address
}
