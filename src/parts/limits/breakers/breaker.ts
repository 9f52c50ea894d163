import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { limitSettings } from '../settings.ts'
import { afterOutage, type BreakerRow, stateOf } from './state.ts'
import {
  closeAfterProbe,
  countSuccess,
  findRow,
  giveProbeBack,
  listRows,
  lockRow,
  saveRow,
  takeProbe,
} from './store.ts'
import { type Breaker, breakerName } from './tolerance.ts'

/** The right to call once. How it went is reported with it, once: a report counts in the term it was given in alone. */
export interface Granted extends Breaker {
  granted: true
  term: number
  /** The one call that a half-open breaker lets through. */
  isProbe: boolean
}

export type Passage = Granted | { granted: false; retryAfterSeconds: number }

// How long one probe keeps the others back. Shorter than a call may hang, so that a dead prober delays nobody for long.
const probeHoldSeconds = 8

/** Whether a call may go out. When half-open exactly one caller of all processes is the probe, for 8 s at most. */
export async function passBreaker(world: World, breaker: Breaker): Promise<Passage> {
  const name = breakerName(breaker)
  const now = world.now()
  const row = await findRow(world, name)
  const state = stateOf(row, now)
  if (state === 'closed') return { ...breaker, granted: true, term: row?.term ?? 0, isProbe: false }
  const [probe] =
    state === 'half-open' ? await takeProbe(world, name, now, secondsAfter(now, probeHoldSeconds)) : []
  if (probe) return { ...breaker, granted: true, term: probe.term, isProbe: true }
  const until = state === 'open' ? row!.open_until! : secondsAfter(now, longestAnswerSeconds)
  return { granted: false, retryAfterSeconds: Math.max(1, Math.ceil(secondsBetween(now, until))) }
}

// A provider that is back answers the probe sooner; who comes too early is told so again.
const longestAnswerSeconds = 4

/**
 * What a call's end says of its provider.
 * - `there`: it answered, whatever it said of the request: a 4xx, and a refused grant, too.
 * - `away`: 5xx, no answer in time, no way to it.
 * - `untold`: nothing was asked after all, or a 429, which is the budget's matter: another may probe at once.
 */
export type Health = 'there' | 'away' | 'untold'

/** @param health null: an answer that nobody can read; then a probe's time runs out by itself */
export async function reportHealth(world: World, passage: Granted, health: Health | null): Promise<void> {
  if (health === 'there') await reportSuccess(world, passage)
  if (health === 'away') await reportOutage(world, passage)
  if (health === 'untold') await returnPassage(world, passage)
}

async function reportSuccess(world: World, passage: Granted): Promise<void> {
  const name = breakerName(passage)
  await (passage.isProbe
    ? closeAfterProbe(world, name, passage.term)
    : countSuccess(world, name, passage.term))
}

async function reportOutage(world: World, passage: Granted): Promise<void> {
  const { book } = world.settings(limitSettings)
  await transaction(world, async (world) => {
    const row = await lockRow(world, breakerName(passage), passage.term)
    if (!row) return
    const jitterSeconds = world.random(1)[0]! / 256
    await saveRow(world, afterOutage(row, world.now(), book.breakers[passage.operation], jitterSeconds))
  })
}

async function returnPassage(world: World, passage: Granted): Promise<void> {
  if (passage.isProbe) await giveProbeBack(world, breakerName(passage), passage.term)
}

export const findBreaker = (world: World, breaker: Breaker): Promise<BreakerRow | undefined> =>
  findRow(world, breakerName(breaker))

export const listBreakers = (world: World): Promise<BreakerRow[]> => listRows(world)
