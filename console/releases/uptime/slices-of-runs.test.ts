import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Run } from '../journeys/api.ts'
import { slicesOfRuns } from './slices-of-runs.ts'

const now = Date.UTC(2026, 5, 1, 12)
const hour = 3_600_000

const ran = (hoursAgo: number, outcome: Run['outcome'], rest: Partial<Run> = {}) => ({
  cause: 'schedule' as const,
  mode: 'real' as const,
  state: 'ended' as const,
  slotAt: new Date(now - hoursAgo * hour).toISOString(),
  outcome,
  ...rest,
})
const hourly = (windowHours: number) => ({
  now,
  windowSeconds: windowHours * 3600,
  everySeconds: 3600,
  since: 0,
})

test('each span is what its runs were, and a span without one is not known, which is neither up nor down', () => {
  const runs = [ran(0.5, 'passed'), ran(1.5, 'failed'), ran(3.5, 'maintenance'), ran(4.5, 'could_not_run')]

  const slices = slicesOfRuns({ runs, isCut: false }, hourly(5))

  assert.deepEqual(slices, ['unknown', 'maintenance', 'unknown', 'down', 'up'])
})

test('a span with several runs is partly up when only some of them passed', () => {
  const runs = Array.from({ length: 24 * 7 }, (_, place) =>
    ran(place + 0.5, place === 1 ? 'failed' : 'passed_retry'),
  )

  const slices = slicesOfRuns({ runs, isCut: false }, hourly(24 * 7))!

  assert.equal(slices.length, 42)
  assert.deepEqual(slices.slice(-2), ['up', 'degraded'])
})

test('a run by call, a simulated one and one under way say nothing of the schedule', () => {
  const runs = [
    ran(0.5, 'failed', { cause: 'call' }),
    ran(0.5, 'failed', { mode: 'simulated' }),
    ran(0.5, null, { state: 'running' }),
  ]

  assert.deepEqual(slicesOfRuns({ runs, isCut: false }, hourly(1)), ['unknown'])
})

test('where older runs were not asked for nothing is drawn, rather than a time of which nothing is known', () => {
  const runs = [ran(0.5, 'passed'), ran(1.5, 'passed')]

  assert.equal(slicesOfRuns({ runs, isCut: true }, hourly(5)), null)
  assert.deepEqual(slicesOfRuns({ runs, isCut: true }, hourly(1)), ['up'])
})

test('a time before the journey was kept is none in which nobody looked', () => {
  const slices = slicesOfRuns(
    { runs: [ran(0.5, 'passed')], isCut: false },
    { ...hourly(3), since: now - 1.5 * hour },
  )

  assert.deepEqual(slices, ['before', 'unknown', 'up'])
})
