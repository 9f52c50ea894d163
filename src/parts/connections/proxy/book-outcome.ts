import { secondsAfter } from '../../../kit/duration.ts'
import type { Opened } from '../../../kit/http-stream.ts'
import { isQueued } from '../../../kit/http-wire.ts'
import type { World } from '../../../kit/world.ts'
import { blockBudget, type Granted, learnBudget, reportHealth, windowEnd } from '../../limits/index.ts'
import { healthOf } from '../calls/call-provider.ts'
import { type ListedProvider, readBudget, retryAfterOf } from '../providers/index.ts'
import { appOf, budgetName, budgetWindows } from '../registry.ts'

/** A 429 that names no time ends with the usual quarter of an hour. */
const silentWindowSeconds = 900

/** How a call went, for breaker and budget, which all callers share. */
export async function bookOutcome(
  world: World,
  provider: ListedProvider,
  opened: Opened,
  passage: Granted,
): Promise<void> {
  if (opened.kind !== 'answered')
    return reportHealth(world, passage, opened.kind === 'blocked' || isQueued(opened) ? 'untold' : 'away')
  const { status, headers, date } = opened
  await reportHealth(world, passage, healthOf(status))
  const budget = budgetName(provider.id, appOf(world, provider.id))
  const windows = budgetWindows(readBudget(provider, headers, world.now()))
  if (windows.length > 0) await learnBudget(world, budget, windows)
  if (status !== 429) return
  const told = retryAfterOf(headers, date, world.now())
  const until = told === null ? windowEnd(world.now(), silentWindowSeconds) : secondsAfter(world.now(), told)
  await blockBudget(world, budget, until)
}
