import type { ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { invocation } from '../../invocation.ts'
import { printable } from '../../printable.ts'
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
  const shown = cells.length === 0 ? '' : table(columns, cells, widthOf(terminal), terminal.paint.dim)
  // Columns are only ever added at the end.
  terminal.answer({
    json: { ...result },
    plain: plainRows(rows),
    human: [shown, ...causesOf(result), sumOf(result), ...whereOf(result)]
      .filter((line) => line !== '')
      .join('\n'),
  })
  for (const leftover of cleanup.leftovers) terminal.warn(`Left behind: ${printable(leftover)}`)
}

const rowOf = ({ step, status, duration, error, reason }: Step, phase: string): string[] => [
  step,
  status,
  String(duration),
  phase,
  error ?? reason ?? '',
]

const longestAnswer = 300

/** What was answered where it failed, and what each attempt failed at where there were several. */
function causesOf({ journey: { steps, cleanup, attempts, failures } }: Result): string[] {
  const answers = [...steps, ...cleanup.steps].flatMap(({ step, answer = '' }) =>
    answer === '' ? [] : [`${step} was answered: ${shortened(answer)}`],
  )
  const each = failures.map(({ attempt, step, error }) => `Attempt ${attempt}: ${step}: ${error}`)
  return [...answers, ...(attempts > 1 ? each : [])].map(printable)
}

const shortened = (text: string): string =>
  text.length > longestAnswer ? `${text.slice(0, longestAnswer)}…` : text

const whereOf = ({ journey: { id, outcome, mode } }: Result): string[] => [
  `Run: ${id}`,
  ...(outcome === 'failed' && mode === 'real'
    ? [`Calls: ${invocation} journey har ${id} --out run.har`]
    : []),
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
  // What failed stands above.
  const why = error && outcome === 'could_not_run' ? `: ${printable(error)}` : ''
  return `${words} in ${(totalDuration / 1000).toFixed(1)} s${isDegraded ? ', slower than usual' : ''}${why}.`
}
