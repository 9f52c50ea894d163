import type { ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { plainRows, table } from '../../table.ts'
import type { Result, Step } from './answers.ts'

/**
 * What a deploy gate goes by: 0 passed, 1 failed, 2 nothing is known of the target (J9).
 * @param wantsSimulated whoever asks wanted no more than a simulated run
 */
export function exitCodeOf({ journey: { outcome, mode } }: Result, wantsSimulated = false): ExitCode {
  if (mode === 'simulated' && !wantsSimulated) return exitCodes.usage
  if (outcome === 'passed' || outcome === 'passed_retry') return exitCodes.done
  return outcome === 'failed' ? exitCodes.failed : exitCodes.usage
}

/** In a log or a file no reason is cut. */
export const widthOf = ({ isSeen, width }: ServerContext['terminal']): number => (isSeen ? width : Infinity)

/** One run, step by step. */
export function answerResult({ terminal }: ServerContext, result: Result): void {
  const { steps, notRun, cleanup } = result.journey
  const rows = [
    ...steps.map((step) => rowOf(step, 'main')),
    ...notRun.map((name) => [name, 'not run', '', 'main', '']),
    ...cleanup.steps.map((step) => rowOf(step, 'cleanup')),
  ]
  const columns = [
    { title: 'STEP' },
    { title: 'STATE', isWhole: true },
    { title: 'TIME', isWhole: true },
    { title: 'WHAT' },
  ]
  const cells = rows.map(([name, state, time, phase, what]) => [
    name!,
    state!,
    time === '' ? '' : `${time} ms`,
    [phase === 'cleanup' ? 'clean-up' : '', what!].filter((part) => part !== '').join(': '),
  ])
  const shown = cells.length === 0 ? '' : `${table(columns, cells, widthOf(terminal), terminal.paint.dim)}\n`
  // Columns are only ever added at the end.
  terminal.answer({
    json: { ...result },
    plain: plainRows(rows),
    human: `${shown}${sumOf(result)}\nRun: ${result.journey.id}`,
  })
  for (const leftover of cleanup.leftovers) terminal.warn(`Left behind: ${leftover}`)
}

const rowOf = ({ step, status, duration, error, reason }: Step, phase: string): string[] => [
  step,
  status,
  String(duration),
  phase,
  error ?? reason ?? '',
]

function sumOf({ journey }: Result): string {
  const { status, outcome, mode, totalDuration, attempts, isDegraded, error } = journey
  if (outcome === null) return `It is ${status}.`
  if (mode === 'simulated') return 'Simulated: nothing was called, and nothing is known of the target.'
  const words = {
    passed: 'Passed',
    passed_retry: `Passed at attempt ${attempts}`,
    failed: attempts > 1 ? `Failed ${attempts} times` : 'Failed',
    could_not_run: 'It could not run',
    maintenance: 'It was not run: maintenance',
  }[outcome]
  const why = error ? `: ${error}` : ''
  return `${words} in ${(totalDuration / 1000).toFixed(1)} s${isDegraded ? ', slower than usual' : ''}${why}.`
}
