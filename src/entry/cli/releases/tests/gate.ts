import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import type { Answer } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { type Trouble, usageTrouble } from '../../trouble.ts'
import { wholeNumber } from '../../whole-number.ts'
import { titleOf, widthOf } from './answers.ts'
import { addReportOptions, type ReportOptions, reportQuery, sendReports } from './reports.ts'

type Gate = Answer<'post', '/internal/tests/gate'>

interface GateOptions extends ReportOptions {
  ended?: number
  mayBeEmpty?: true
}

/** `flaky gate` (F9): stands behind the tests in a CI, in the place of their own exit code. */
export function addGate(command: Command, cli: Cli): void {
  command
    .argument('<files...>', 'reports of the run')
    .description(
      'Exit code 0 only when every failed test is quarantined and the run is whole. A report that is missing, cut off or empty fails. Nothing is kept of it.',
    )
    .option(
      '--ended <code>',
      'exit code of the test command: from 128 on, or where it failed without a failed test, it crashed',
      wholeNumber(0, 255),
    )
    .option(
      '--may-be-empty',
      'a report without a test is of a package or shard that had nothing to run: where --ended is 0',
    )
  addReportOptions(command)
  examples(command, [
    ['flaky gate results.xml', 'in the place of the exit code of the tests'],
    ['flaky gate results/*.json --ended $?', 'right behind the test command'],
  ])
  actOnServer<GateOptions>(cli, command, async (context, files, { ended, mayBeEmpty, ...options }) => {
    if (mayBeEmpty && ended === undefined) throw endedMissing()
    const query = await reportQuery(context, options)
    const gate = await sendReports<Gate>(context.server, '/internal/tests/gate', files, query)
    return answerGate(context, withCrash(mayBeEmpty && ended === 0 ? withoutEmpty(gate) : gate, ended))
  })
}

/** Only the command's own exit code tells a run that had nothing to do from one that crashed before its first test. */
const endedMissing = (): Trouble =>
  usageTrouble(
    'The option --may-be-empty wants --ended.',
    'Give the exit code of the test command: --ended $?',
  )

function withoutEmpty(gate: Gate): Gate {
  const reasons = gate.reasons.filter(({ code }) => code !== 'no_tests')
  return reasons.length > 0 ? gate : { ...gate, passed: true, isComplete: true, reasons }
}

/** From 128 on a signal ended it: whatever failed before, the tests after it did not run. */
const firstSignal = 128

function withCrash(gate: Gate, ended = 0): Gate {
  const isKilled = ended >= firstSignal
  if (ended === 0 || (gate.failureCount > 0 && !isKilled)) return gate
  const why = isKilled ? 'a signal stopped it' : 'the report has no failed test'
  const words = `The test command ended with ${ended}, and ${why}: it crashed.`
  return { ...gate, passed: false, reasons: [...gate.reasons, { code: 'crashed', words }] }
}

const columns = [{ title: 'TEST' }, { title: 'VERDICT', isWhole: true }, { title: 'STOPS', isWhole: true }]

function answerGate({ terminal }: ServerContext, gate: Gate): ExitCode {
  const rows = gate.failures.map((failure) => [
    titleOf(failure),
    failure.verdict,
    failure.quarantined ? 'no, quarantined' : 'yes',
    failure.file ?? '',
  ])
  const shown = rows.length === 0 ? '' : `${table(columns, rows, widthOf(terminal), terminal.paint.dim)}\n`
  const sum = gate.passed
    ? `Passed: ${failed(gate.failureCount)}${gate.failureCount > 0 ? ', all quarantined' : ''}.`
    : `Stopped: ${gate.reasons.map(({ words }) => words).join(' ')}`
  terminal.answer({
    json: { ...gate },
    // Columns are only ever added at the end.
    plain: plainRows([
      [gate.passed ? 'passed' : 'stopped', ...gate.reasons.map(({ code }) => code)],
      ...rows,
    ]),
    human: `${shown}${sum}`,
  })
  for (const { words } of gate.warnings) terminal.warn(words)
  return gate.passed ? exitCodes.done : exitCodes.failed
}

const failed = (count: number): string =>
  count === 0 ? 'no test failed' : `${count} ${count === 1 ? 'test' : 'tests'} failed`
