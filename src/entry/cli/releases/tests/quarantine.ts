import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { relative, utc } from '../../moments.ts'
import { path } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { choice } from '../choices.ts'
import { runHere } from '../envelope.ts'
import type { Quarantine } from './answers.ts'

interface QuarantineOptions {
  state: string
  owner?: string
  ticket?: string
  reason?: string
  reviewBy?: string
}

type Decided = Quarantine & { id: string; title: string; verdict?: string }

/** `flaky quarantine` */
export function addQuarantine(command: Command, cli: Cli): void {
  command
    .argument('<test>', 'id of a test, as `flaky list` shows it')
    .description(
      'Let the failures of a test stop no merge until a day of review. It still runs, and still counts.',
    )
    .addOption(
      choice('--state <state>', 'what is said of it', ['quarantined', 'disabled', 'active', 'fixed']).default(
        'quarantined',
      ),
    )
    .option('--owner <who>', 'who mends it')
    .option('--ticket <address>', 'where that is written down')
    .option('--reason <text>', 'why')
    .option('--review-by <moment>', 'when it stops merges again by itself (default: in 30 days)')
  examples(command, [
    ['flaky quarantine 01890a5d-… --owner ada --ticket T-12', 'for 30 days'],
    ['flaky quarantine 01890a5d-… --state fixed', 'it was mended'],
  ])
  actOnServer<QuarantineOptions>(cli, command, async (context, [id], options) => {
    const { state, owner, ticket, reason, reviewBy } = options
    const body = { state, owner, ticket, reason, reviewBy: reviewBy && momentOf(reviewBy) }
    const decided = await context.server.put<Decided>(path`/internal/tests/${id!}/quarantine`, body)
    context.terminal.answer({
      json: { ...decided },
      plain: plainRows([rowOf(decided)]),
      human: `${decided.title}: ${decided.state}, review ${relative(decided.reviewBy, new Date())}.`,
    })
  })
}

/** A day alone is its first moment, in UTC. */
const momentOf = (text: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)

/** `flaky release` */
export function addRelease(command: Command, cli: Cli): void {
  command
    .argument('<test>', 'id of a test')
    .description('End the quarantine of a test: its failures stop merges again.')
  examples(command, [['flaky release 01890a5d-…', 'at once']])
  actOnServer(cli, command, async ({ server, terminal }, [id]) => {
    await server.remove(path`/internal/tests/${id!}/quarantine`)
    terminal.answer({
      json: { id, state: 'active' },
      plain: plainRows([[id!, 'active']]),
      human: 'Its failures stop merges again.',
    })
  })
}

interface Quarantined {
  tests: Decided[]
  commit: {
    commit: string
    runs: number
    isComplete: boolean
    passed: boolean
    failures: { testId: string; title: string; environment: string; quarantined: boolean; verdict: string }[]
  } | null
}

interface QuarantinedOptions {
  repository?: string
  commit?: string
}

/** `flaky quarantined` */
export function addQuarantined(command: Command, cli: Cli): void {
  command
    .description(
      'Tests that somebody decided about, due reviews first. With a commit: what failed on it; exit code 1 where that stops a merge.',
    )
    .option('--repository <name>', 'of this repository (default: what the CI says)')
    .option('--commit <hash>', 'whose failures are looked at')
  examples(command, [
    ['flaky quarantined --repository acme/app', 'due reviews first'],
    ['flaky quarantined --commit 4c903d9', 'may it be merged, for its tests?'],
  ])
  actOnServer<QuarantinedOptions>(cli, command, async (context, _operands, { commit, ...named }) => {
    const repository = named.repository ?? runHere(context.environment).repository
    const found = await context.server.get<Quarantined>('/internal/tests/quarantine', { repository, commit })
    return found.commit ? answerCommit(context, found, found.commit) : answerTests(context, found)
  })
}

function answerTests({ terminal }: ServerContext, found: Quarantined): ExitCode {
  const now = new Date()
  const columns = [
    { title: 'ID', isWhole: true },
    { title: 'STATE', isWhole: true },
    { title: 'REVIEW', isWhole: true },
    { title: 'OWNER' },
    { title: 'TEST' },
  ]
  const cells = found.tests.map((row) => [
    row.id,
    row.isExpired ? 'expired' : row.state,
    relative(row.reviewBy, now),
    row.owner ?? '',
    row.title,
  ])
  terminal.answer({
    json: { ...found },
    plain: plainRows(found.tests.map(rowOf)),
    human: cells.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  if (cells.length === 0) terminal.say('No test is quarantined.')
  return exitCodes.done
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Decided): string[] => [
  row.id,
  row.isExpired ? 'expired' : row.state,
  utc(row.reviewBy),
  row.owner ?? '',
  row.ticket ?? '',
  row.title,
]

function answerCommit(
  { terminal }: ServerContext,
  found: Quarantined,
  at: NonNullable<Quarantined['commit']>,
): ExitCode {
  const columns = [{ title: 'TEST' }, { title: 'VERDICT', isWhole: true }, { title: 'STOPS', isWhole: true }]
  const rows = at.failures.map(({ title, verdict, quarantined, environment, testId }) => [
    title,
    verdict,
    quarantined ? 'no, quarantined' : 'yes',
    environment,
    testId,
  ])
  const shown = rows.length === 0 ? '' : `${table(columns, rows, terminal.width, terminal.paint.dim)}\n`
  const why =
    at.runs === 0 ? 'no run of it is known' : at.isComplete ? 'tests failed' : 'a run of it is not whole'
  terminal.answer({
    json: { ...found },
    plain: plainRows([[at.passed ? 'passed' : 'stopped', at.commit], ...rows]),
    human: `${shown}${at.passed ? 'Nothing stops it.' : `Stopped: ${why}.`}`,
  })
  return at.passed ? exitCodes.done : exitCodes.failed
}
