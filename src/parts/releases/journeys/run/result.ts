/** What a run came to, from the single call up to the whole. Moments are the world's; lengths are milliseconds. */

/** One call as it was made and answered. What becomes known later as a secret is in it until the attempt has ended. */
export interface Traced {
  startedAt: Date
  milliseconds: number
  method: string
  url: string
  headers: [name: string, value: string][]
  body: string | null
  answer: TracedAnswer | null
  /** Why there is no answer. */
  failure: string | null
}

export interface TracedAnswer {
  status: number
  headers: [name: string, value: string][]
  /** Null where it is no text. */
  body: string | null
  bytes: number
}

export interface Mistake {
  /** Such as EXPECTATION_FAILED. */
  code: string
  message: string
  /** The step of a scenario, or of a run; null where there is but one. */
  step: string | null
}

export interface StageResult {
  name: string
  phase: 'main' | 'cleanup'
  status: 'passed' | 'failed' | 'skipped'
  startedAt: Date
  milliseconds: number
  isDegraded: boolean
  /** Why it was skipped. */
  reason: string | null
  error: Mistake | null
  /** Statuses that were answered, in their order. */
  statuses: number[]
  /** What the document wants shown of what was extracted. */
  shown: Record<string, unknown>
  traces: Traced[]
}

export interface AttemptResult {
  attempt: number
  status: 'passed' | 'failed'
  startedAt: Date
  milliseconds: number
  stages: StageResult[]
  /** Names of stages behind the one that failed. */
  notRun: string[]
  cleanup: StageResult[]
  /** What is there still, in words. */
  leftovers: string[]
}

/**
 * `passed_retry`: an attempt after the first passed. `could_not_run`: nothing is said of the target, as a secret was
 * missing or another process took over.
 */
export type Outcome = 'passed' | 'passed_retry' | 'failed' | 'could_not_run'

export interface RunResult {
  outcome: Outcome
  startedAt: Date
  milliseconds: number
  isDegraded: boolean
  attempts: AttemptResult[]
  /** Why it could not run. */
  error: Mistake | null
}

/** What a run came to grief at: what kept it from being run, or the step that failed last, by the name it is told by. */
export function mistakeOf({ error, attempts }: Pick<RunResult, 'error' | 'attempts'>): Mistake | null {
  if (error) return error
  const failed = attempts.at(-1)?.stages.find(({ status }) => status === 'failed')
  if (!failed?.error) return null
  const { code, message, step } = failed.error
  return { code, message: step === null ? message : `${step}: ${message}`, step: failed.name }
}

/** The target is not to blame. */
export class CouldNotRun extends Error {
  override readonly name = 'CouldNotRun'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A step did not come to what it should. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly code: string
  /** Trying again a moment later changes nothing. */
  readonly isFinal: boolean
  constructor(code: string, message: string, { isFinal = false } = {}) {
    super(message)
    this.code = code
    this.isFinal = isFinal
  }
}
