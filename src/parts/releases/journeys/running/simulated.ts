import type { World } from '../../../../kit/world.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/result.ts'

/** What a simulated run says: nothing was called, and nothing is said of any target. */
export function simulated({ now }: Pick<World, 'now'>, { stages }: Plan): RunResult {
  const startedAt = now()
  const attempt = {
    attempt: 1,
    status: 'passed' as const,
    startedAt,
    milliseconds: 0,
    notRun: [],
    cleanup: [],
    leftovers: [],
    stages: stages.map(({ name, skipped }) => ({
      name,
      phase: 'main' as const,
      status: 'skipped' as const,
      startedAt,
      milliseconds: 0,
      isDegraded: false,
      reason: skipped ?? 'simulated: no request was made',
      error: null,
      statuses: [],
      shown: { simulated: true },
      traces: [],
    })),
  }
  return {
    outcome: 'passed',
    startedAt,
    milliseconds: 0,
    isDegraded: false,
    attempts: [attempt],
    error: null,
  }
}
