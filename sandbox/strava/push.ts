import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { Settings } from '../settings.ts'
import type { Watch } from '../watch.ts'

/** An app's wish to be told of events. Strava allows one for each app. */
export interface Subscription {
  readonly id: number
  readonly clientId: string
  readonly callbackUrl: string
  readonly madeAt: number
}

/** An event as Strava posts it, without what the subscription and the clock add. */
export interface PushEvent {
  object_type: 'activity' | 'athlete'
  object_id: number
  aspect_type: 'create' | 'update' | 'delete'
  owner_id: number
  updates?: Record<string, unknown>
}

/** One event on its way to one callback. */
export interface Delivering {
  readonly subscriptionId: number
  readonly body: PushEvent & { subscription_id: number; event_time: number }
  /** For each attempt the status of the answer, or the fault's name. */
  readonly attempts: (number | string)[]
  state: 'pending' | 'delivered' | 'given_up'
}

/** What posting takes of the sandbox; `closing` ends it. */
interface Ground {
  readonly closing: AbortSignal
  readonly watch: Watch
  readonly clock: Clock
  readonly settings: Settings
}

const answerWithinMilliseconds = 2000
const mostAttempts = 3

export class Push {
  readonly #subscriptions = new Map<number, Subscription>()
  readonly #deliveries: Delivering[] = []
  readonly #watch: Watch
  #number = 0

  constructor(watch: Watch) {
    this.#watch = watch
  }

  subscribe(clientId: string, callbackUrl: string, now: number): Subscription {
    this.#number += 1
    const subscription = { id: 120_000 + this.#number, clientId, callbackUrl, madeAt: now }
    this.#subscriptions.set(subscription.id, subscription)
    return subscription
  }

  unsubscribe(id: number): boolean {
    return this.#subscriptions.delete(id)
  }

  subscriptions(clientId?: string): Subscription[] {
    return [...this.#subscriptions.values()].filter(
      (one) => clientId === undefined || one.clientId === clientId,
    )
  }

  deliveries(): readonly Delivering[] {
    return this.#deliveries
  }

  /** Posts an event to every subscription, or to one app's, in the background. Returns how many it goes to. */
  send(ground: Ground, event: PushEvent, clientId?: string): number {
    const receivers = this.subscriptions(clientId)
    for (const one of receivers) {
      const body = { updates: {}, ...event, subscription_id: one.id, event_time: ground.clock.seconds() }
      const delivering: Delivering = { subscriptionId: one.id, body, attempts: [], state: 'pending' }
      this.#deliveries.push(delivering)
      void attemptAll(ground, one.callbackUrl, delivering)
    }
    return receivers.length
  }

  /** Resolves when no event is on its way any more. */
  settled(): Promise<void> {
    return this.#watch.until(() => this.#deliveries.every((one) => one.state !== 'pending'))
  }
}

/** Whether the callback echoes a fresh challenge within two seconds, as a subscription demands. */
export async function provesCallback(
  ground: Ground,
  callbackUrl: string,
  verifyToken: string,
): Promise<boolean> {
  const challenge = crypto.randomUUID()
  const url = new URL(callbackUrl)
  url.searchParams.set('hub.mode', 'subscribe')
  url.searchParams.set('hub.challenge', challenge)
  url.searchParams.set('hub.verify_token', verifyToken)
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: limit(ground) })
    const echo = (await answer.json()) as { 'hub.challenge'?: unknown }
    return answer.status === 200 && echo['hub.challenge'] === challenge
  } catch {
    return false
  }
}

async function attemptAll(ground: Ground, callbackUrl: string, delivering: Delivering): Promise<void> {
  while (delivering.state === 'pending') {
    const result = await attempt(ground, callbackUrl, delivering)
    delivering.attempts.push(result)
    if (result === 200) delivering.state = 'delivered'
    else if (delivering.attempts.length >= mostAttempts || ground.closing.aborted)
      delivering.state = 'given_up'
    else await pause(ground)
    ground.watch.notify()
  }
}

async function attempt(
  ground: Ground,
  callbackUrl: string,
  delivering: Delivering,
): Promise<number | string> {
  try {
    const answer = await fetch(callbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(delivering.body),
      redirect: 'manual',
      signal: limit(ground),
    })
    await answer.body?.cancel()
    return answer.status
  } catch (error) {
    return error instanceof Error ? error.name : 'Error'
  }
}

async function pause(ground: Ground): Promise<void> {
  const { eventRetryMilliseconds } = ground.settings
  await wait(eventRetryMilliseconds, undefined, { signal: ground.closing }).catch(() => undefined)
}

const limit = (ground: Ground): AbortSignal =>
  AbortSignal.any([ground.closing, AbortSignal.timeout(answerWithinMilliseconds)])
