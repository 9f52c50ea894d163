import { millisecondsBetween } from '../../../../kit/duration.ts'
import type { Step } from '../document/step.ts'
import { Overfull, Unset } from '../document/template.ts'
import type { Stage } from './plan.ts'
import { CouldNotRun, type Mistake, type StageResult, StepFailed } from './result.ts'
import { act, type Acting } from './step.ts'

type Phase = StageResult['phase']

/** Runs one stage, whatever comes of it. @throws CouldNotRun */
export async function runStage(
  acting: Acting,
  { name, steps, skipped, impossible }: Stage,
  phase: Phase,
  afterStep: () => Promise<void>,
): Promise<StageResult> {
  const begun = beginning(acting, name, phase)
  if (skipped !== null) return { ...begun, status: 'skipped', reason: skipped }
  if (impossible !== null)
    return { ...begun, status: 'failed', error: { code: 'OUT_OF_ORDER', message: impossible, step: null } }
  Object.assign(acting, { statuses: begun.statuses, shown: begun.shown, traces: begun.traces })
  for (const step of steps) {
    const startedAt = acting.world.now()
    try {
      await act(acting, step)
      await afterStep()
    } catch (error) {
      if (error instanceof Unset && phase === 'cleanup') return withoutIts(acting, begun, error)
      const inner = steps.length > 1 ? step.name : null
      return { ...ended(acting, begun), status: 'failed', error: mistakeOf(acting, error, inner) }
    }
    begun.isDegraded ||= isSlow(step, millisecondsBetween(startedAt, acting.world.now()))
  }
  return ended(acting, begun)
}

/** What it needs was never learned: nothing was made, or nobody knows what. */
function withoutIts(acting: Acting, begun: StageResult, { variable, message }: Unset): StageResult {
  const [name] = variable.split('.') as [string]
  const setter = [...acting.sent].find(({ extract }) => Object.hasOwn(extract, name))
  if (!setter)
    return { ...ended(acting, begun), status: 'skipped', reason: `nothing to clean up: ${message}` }
  const why = `cannot be cleaned up: \`${setter.name}\` was begun, but {{${name}}} was not taken out of an answer`
  return {
    ...ended(acting, begun),
    status: 'failed',
    error: { code: 'VARIABLE_UNSET', message: why, step: null },
  }
}

const beginning = ({ world }: Acting, name: string, phase: Phase): StageResult => ({
  name,
  phase,
  status: 'passed',
  startedAt: world.now(),
  milliseconds: 0,
  isDegraded: false,
  reason: null,
  error: null,
  statuses: [],
  shown: {},
  traces: [],
})

const ended = ({ world }: Acting, begun: StageResult): StageResult => ({
  ...begun,
  milliseconds: Math.round(millisecondsBetween(begun.startedAt, world.now())),
})

const isSlow = ({ degradedAfterMilliseconds: most }: Step, milliseconds: number): boolean =>
  most !== undefined && milliseconds > most

/** What is no mistake of a step's is no business of the reader's: it goes to the log alone. */
function mistakeOf({ redactor, surroundings }: Acting, error: unknown, step: string | null): Mistake {
  if (error instanceof CouldNotRun) throw error
  if (error instanceof StepFailed) return { code: error.code, message: redactor.text(error.message), step }
  if (error instanceof Unset) return { code: 'VARIABLE_UNSET', message: error.message, step }
  if (error instanceof Overfull) return { code: 'REQUEST_TOO_LARGE', message: error.message, step }
  surroundings.fault(error)
  throw new CouldNotRun('RUNNER_FAILED', 'a step could not be done; the log says why')
}
