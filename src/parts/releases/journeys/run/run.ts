import { millisecondsBetween, secondsAfter, secondsBetween } from '../../../../kit/duration.ts'
import { Cookies } from '../calls/cookies.ts'
import type { Plan, Remembered, Stage, Surroundings } from './plan.ts'
import { KeptCalls } from '../calls/kept.ts'
import { Redactor } from '../calls/redact.ts'
import { type AttemptResult, CouldNotRun, type Mistake, type RunResult, type StageResult } from './result.ts'
import { waitBefore } from './retry.ts'
import { runStage } from './stage.ts'
import type { Acting } from './step.ts'

/** Runs a journey: its attempts, and behind each of them what cleans up. Never rejects for what a target does. */
export async function runJourney(surroundings: Surroundings, plan: Plan): Promise<RunResult> {
  const { world } = surroundings
  const startedAt = world.now()
  const attempts: AttemptResult[] = []
  let error: Mistake | null = null
  try {
    const secrets = await opened(surroundings, plan)
    for (;;) {
      const last = await runAttempt(surroundings, plan, secrets, attempts.length + 1)
      attempts.push(last.result)
      if (last.error) throw last.error
      if (last.result.status === 'passed') break
      const wait = waitBefore(plan.retry, attempts.length, secondsBetween(startedAt, world.now()))
      if (wait === null) break
      await world.wait(wait * 1000)
      surroundings.check()
    }
  } catch (thrown) {
    if (!(thrown instanceof CouldNotRun)) throw thrown
    error = { code: thrown.code, message: thrown.message, step: null }
  }
  const milliseconds = Math.round(millisecondsBetween(startedAt, world.now()))
  const last = attempts.at(-1)
  const isPassed = error === null && last?.status === 'passed'
  return {
    outcome: error ? 'could_not_run' : !isPassed ? 'failed' : attempts.length > 1 ? 'passed_retry' : 'passed',
    startedAt,
    milliseconds,
    isDegraded: isPassed && isSlow(plan, last),
    attempts,
    error,
  }
}

const isSlow = (
  { degradedAfterMilliseconds: most }: Plan,
  { stages, milliseconds }: AttemptResult,
): boolean => stages.some(({ isDegraded }) => isDegraded) || (most !== null && milliseconds > most)

async function opened({ secret }: Surroundings, { secrets }: Plan): Promise<Record<string, string>> {
  const entries = Object.entries(secrets).map(async ([alias, name]) => [alias, await secret(name)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function runAttempt(
  surroundings: Surroundings,
  plan: Plan,
  secrets: Record<string, string>,
  attempt: number,
): Promise<{ result: AttemptResult; error: CouldNotRun | null }> {
  const { world } = surroundings
  const acting = actingOf(surroundings, plan, secrets, attempt)
  const startedAt = world.now()
  const stages: StageResult[] = []
  let error: CouldNotRun | null = null
  setTime(acting, plan.timeoutSeconds)
  try {
    // What is cleaned up by the number of this attempt alone can be from now on.
    await remember(acting, plan)
    for (const stage of plan.stages) {
      await surroundings.beginning(namesBehind(plan, stages.length + 1))
      stages.push(await runStage(acting, stage, 'main', () => remember(acting, plan)))
      if (stages.at(-1)!.status === 'failed') break
    }
  } catch (thrown) {
    if (!(thrown instanceof CouldNotRun)) throw thrown
    error = thrown
  }
  const milliseconds = Math.round(millisecondsBetween(startedAt, world.now()))
  const { stages: cleanup, leftovers } = await cleanUp(acting, plan)
  const isPassed = error === null && stages.every(({ status }) => status !== 'failed')
  const result: AttemptResult = {
    attempt,
    status: isPassed ? 'passed' : 'failed',
    startedAt,
    milliseconds,
    stages: redacted(acting, stages),
    notRun: namesBehind(plan, stages.length),
    cleanup: redacted(acting, cleanup),
    leftovers: leftovers.map((each) => acting.redactor.text(each)),
  }
  return { result, error }
}

const namesBehind = ({ stages }: Plan, done: number): string[] => stages.slice(done).map(({ name }) => name)

/**
 * Cleans up behind a run whose process ended in the middle of it.
 * @param notRun names of stages that had not begun
 */
export async function cleanUpBehind(
  surroundings: Surroundings,
  plan: Plan,
  remembered: Remembered | null,
  notRun: readonly string[],
): Promise<{ cleanup: StageResult[]; leftovers: string[] }> {
  const secrets = await opened(surroundings, plan)
  const acting = actingOf(surroundings, plan, secrets, remembered?.attempt ?? 1, remembered)
  const begun = plan.stages.filter(({ name }) => !notRun.includes(name))
  for (const { steps } of begun) for (const step of steps) if (step.request) acting.sent.add(step)
  const { stages, leftovers } = await cleanUp(acting, remembered ? plan : { ...plan, cleanup: [] })
  return {
    cleanup: redacted(acting, stages),
    leftovers: leftovers.map((each) => acting.redactor.text(each)),
  }
}

/** Always, whatever came of the run: each step by itself, then the people (J3). */
async function cleanUp(acting: Acting, plan: Plan): Promise<{ stages: StageResult[]; leftovers: string[] }> {
  const stages: StageResult[] = []
  const leftovers: string[] = []
  setTime(acting, plan.cleanupSeconds)
  for (const step of plan.cleanup) {
    const stage: Stage = { name: step.name, steps: [step], skipped: null, impossible: null }
    try {
      const result = await runStage(acting, stage, 'cleanup', () => Promise.resolve())
      stages.push(result)
      if (result.error) leftovers.push(`${step.name}: ${result.error.message}`)
    } catch (thrown) {
      if (!(thrown instanceof CouldNotRun)) throw thrown
      leftovers.push(`${step.name}: ${thrown.message}`)
      // Whoever has this run now cleans up, too.
      if (thrown.code === 'RUN_TAKEN_OVER') return { stages, leftovers }
    }
  }
  return { stages, leftovers: [...leftovers, ...(await acting.surroundings.people.end())] }
}

function actingOf(
  surroundings: Surroundings,
  plan: Plan,
  secrets: Record<string, string>,
  attempt: number,
  remembered: Remembered | null = null,
): Acting {
  const { world, ownOrigins, check, runId } = surroundings
  const redactor = new Redactor()
  const cookies = new Cookies(remembered?.cookies)
  const learned = remembered ? learnedBefore(plan, remembered) : []
  for (const value of [...Object.values(secrets), ...learned, ...cookies.values()]) redactor.know(value)
  const known = { own: plan.own, run: { id: runId, attempt }, secrets }
  return {
    surroundings,
    world,
    ownOrigins,
    check,
    plan,
    attempt,
    scope: { ...plan.variables, ...remembered?.variables, ...known },
    cookies,
    redactor,
    kept: new KeptCalls(redactor),
    traces: [],
    statuses: [],
    shown: {},
    people: new Set(),
    sent: new Set(),
    left: () => 0,
  }
}

/** What the steps had learned that may not be seen. */
function learnedBefore({ stages }: Plan, { variables }: Remembered): unknown[] {
  const steps = stages.flatMap(({ steps }) => steps)
  const hidden = steps.flatMap(({ extract, totp }) => [
    ...Object.keys(extract).filter((name) => !extract[name]!.shown),
    ...(totp ? [totp.as] : []),
  ])
  const people = steps.flatMap(({ person }) => (person ? [variables[person.as]] : []))
  const passwords = people.map((person) => (person as { password?: unknown } | undefined)?.password)
  return [...hidden.map((name) => variables[name]), ...passwords].filter((value) => value !== undefined)
}

function setTime(acting: Acting, seconds: number): void {
  const endsAt = secondsAfter(acting.world.now(), seconds)
  acting.left = () => millisecondsBetween(acting.world.now(), endsAt)
}

/** What cleaning up may need is kept before the next step can make more of it. */
async function remember({ surroundings, attempt, scope, cookies }: Acting, plan: Plan): Promise<void> {
  if (plan.cleanup.length === 0) return
  const { own: _own, run: _run, secrets: _secrets, ...variables } = scope
  await surroundings.remember({ attempt, variables, cookies: cookies.kept() })
}

const redacted = ({ redactor }: Acting, stages: readonly StageResult[]): StageResult[] =>
  stages.map((stage) => ({
    ...stage,
    reason: stage.reason === null ? null : redactor.text(stage.reason),
    error: stage.error && { ...stage.error, message: redactor.text(stage.error.message) },
    shown: redactor.value(stage.shown) as Record<string, unknown>,
    traces: stage.traces.map((traced) => redactor.trace(traced)),
  }))
