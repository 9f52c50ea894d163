import { transaction, type World } from '../../../kit/world.ts'
import { accessFaults } from '../faults.ts'
import { findPlace, leavePlace, type OnceRequest, saveAnswer, takePlace } from './store.ts'

/** What is kept of an answer. */
export interface KeptAnswer {
  status: number
  /** JSON; null of an empty answer. */
  body: string | null
}

interface Once<T> {
  /** What takes effect. */
  act(world: World): Promise<T>
  /** What to keep of it; null: nothing, and who asks again tries again. */
  keep(value: T): KeptAnswer | null
  /** The answer of one who was first. */
  replay(kept: KeptAnswer): T
}

/**
 * In one transaction with the effect: both are there, or neither. One who asks meanwhile waits for its end, and is answered
 * the same.
 * @throws IDEMPOTENCY_MISMATCH when the same key came with another request
 */
export const onceInTransaction = <T>(world: World, request: OnceRequest, once: Once<T>): Promise<T> =>
  transaction(world, async (world) => {
    const before = await answerBefore(world, request)
    if (before) return once.replay(before)
    const value = await once.act(world)
    const kept = once.keep(value)
    await (kept ? saveAnswer(world, request, kept) : leavePlace(world, request))
    return value
  })

/**
 * Around an act that has transactions of its own, or calls a provider: the place is taken before and the answer kept after
 * it. After a crash in between it may be tried again 90 s later.
 * @throws IDEMPOTENCY_MISMATCH; IDEMPOTENCY_IN_FLIGHT while the first one is at work
 */
export async function onceByClaim<T>(world: World, request: OnceRequest, once: Once<T>): Promise<T> {
  const before = await answerBefore(world, request)
  if (before) return once.replay(before)
  let kept: KeptAnswer | null = null
  try {
    const value = await once.act(world)
    kept = once.keep(value)
    return value
  } finally {
    const ended = kept ? saveAnswer(world, request, kept) : leavePlace(world, request)
    // It has taken effect, or has not: that is what the caller is told, whether it could be kept or not.
    await ended.catch((error: unknown) =>
      world.log.warn('an answer could not be kept', { part: 'access', error }),
    )
  }
}

async function answerBefore(world: World, request: OnceRequest): Promise<KeptAnswer | null> {
  if (await takePlace(world, request)) return null
  const place = await findPlace(world, request)
  if (place && !place.fingerprint.equals(request.fingerprint)) throw accessFaults.IDEMPOTENCY_MISMATCH()
  if (!place || place.status === null)
    throw accessFaults.IDEMPOTENCY_IN_FLIGHT({ retryAfterSeconds: Math.min(5, place?.heldSeconds ?? 1) })
  return { status: place.status, body: place.body }
}
