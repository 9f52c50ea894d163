import { type Command, InvalidArgumentError } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { relative, utc } from '../../moments.ts'
import type { Answer, Got } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { Trouble } from '../../trouble.ts'
import { choice } from '../choices.ts'
import { many } from '../numbers.ts'
import { oneRepository, repositoryHere } from '../which-repository.ts'
import { reviewOf, testId, testTable, titleOf, widthOf } from './answers.ts'

interface QuarantineOptions {
  state: Decided['state']
  owner?: string
  ticket?: string
  reason?: string
  reviewBy?: string
}

type Decided = Answer<'put', '/internal/tests/{id}/quarantine'>

/** `flaky quarantine` */
export function addQuarantine(command: Command, cli: Cli): void {
  command
    .argument('<test>', 'id of a test, as `flaky list` shows it', testId)
    .description(
      'Let the failures of a test stop no merge until a day of review. It still runs, and still counts. What is not named stays as it was.',
    )
    .addOption(
      choice('--state <state>', 'what is said of it', ['quarantined', 'disabled', 'active', 'fixed']).default(
        'quarantined',
      ),
    )
    .option('--owner <who>', 'who mends it')
    .option('--ticket <address>', 'where that is written down')
    .option('--reason <text>', 'why')
    .option(
      '--review-by <when>',
      'a day such as 2026-01-31, or 7d: then it stops merges again by itself (default: in 30 days)',
      reviewMoment,
    )
  examples(command, [
    ['flaky quarantine 01890a5d-… --owner ada --ticket T-12', 'for 30 days'],
    ['flaky quarantine 01890a5d-… --state fixed', 'it was mended'],
  ])
  actOnServer<QuarantineOptions>(cli, command, async (context, [id], options) => {
    const { state, owner, ticket, reason, reviewBy } = options
    const decided = await context.server.put('/internal/tests/{id}/quarantine', {
      path: { id: id! },
      body: { state, owner, ticket, reason, reviewBy },
    })
    const review = reviewOf(decided, (at) => relative(at, new Date()))
    context.terminal.answer({
      json: { ...decided },
      plain: plainRows([rowOf(decided)]),
      human: `${decided.title}: ${decided.state}${review && `, review ${review}`}.`,
    })
  })
}

const dayMilliseconds = 86_400_000
const mostDays = 365

/** A day alone is its first moment, in UTC; `7d` is seven days from now. */
function reviewMoment(text: string): string {
  const now = Date.now()
  const [, days] = /^(\d{1,4})\s?d(?:ays?)?$/.exec(text) ?? []
  const moment = days === undefined ? Date.parse(text) : now + Number(days) * dayMilliseconds
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('Give a day such as 2026-01-31, or days such as 7d.')
  if (moment <= now || moment > now + mostDays * dayMilliseconds)
    throw new InvalidArgumentError(`It has to lie ahead, and within ${mostDays} days.`)
  return new Date(moment).toISOString()
}

/** `flaky release` */
export function addRelease(command: Command, cli: Cli): void {
  command
    .argument('<test>', 'id of a test', testId)
    .description('End the quarantine of a test: its failures stop merges again.')
  examples(command, [['flaky release 01890a5d-…', 'at once']])
  actOnServer(cli, command, async ({ server, terminal }, [id]) => {
    await server.remove('/internal/tests/{id}/quarantine', { path: { id: id! } })
    terminal.answer({
      json: { id, state: 'active' },
      plain: plainRows([[id!, 'active']]),
      human: 'Its failures stop merges again.',
    })
  })
}

type Quarantined = Got<'/internal/tests/quarantine'>
type OnCommit = NonNullable<Quarantined['commit']>

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
    .option('--repository <name>', 'of this repository (default: what the CI says, else of all)')
    .option('--commit <hash>', 'whose failures are looked at')
  examples(command, [
    ['flaky quarantined --repository acme/app', 'due reviews first'],
    ['flaky quarantined --commit $(git rev-parse HEAD)', 'may it be merged, for its tests?'],
  ])
  actOnServer<QuarantinedOptions>(cli, command, async (context, _operands, { commit, ...named }) => {
    // A commit is of one repository: of another it would be told as unknown, or stand for nothing.
    const repository = await (commit ? oneRepository : repositoryHere)(context, named.repository)
    const found = await context.server.get('/internal/tests/quarantine', { query: { repository, commit } })
    if (found.commit) return answerCommit(context, found, found.commit)
    if (commit) throw nothingKnown()
    return answerTests(context, found)
  })
}

/** Asked whether a commit may pass: what could not be looked at may not. */
const nothingKnown = (): Trouble =>
  new Trouble('Nothing is known of any repository yet, so nothing of that commit.', {
    exitCode: exitCodes.failed,
    hint: 'Send the reports of its tests first: keyhold flaky upload results.xml',
  })

function answerTests({ terminal }: ServerContext, found: Quarantined): ExitCode {
  const now = new Date()
  const columns = [
    { title: 'ID', isWhole: true },
    { title: 'STATE', isWhole: true },
    { title: 'REVIEW', isWhole: true },
    { title: 'OWNER' },
  ]
  const human = testTable(terminal, columns, found.tests, (row) => [
    row.id,
    row.isExpired ? 'expired' : row.state,
    reviewOf(row, (at) => relative(at, now)),
    row.owner ?? '',
  ])
  const plain = plainRows(found.tests.map((row) => [...rowOf(row), row.repository]))
  terminal.answer({ json: { ...found }, plain, human })
  if (found.tests.length === 0)
    terminal.say(`No test${found.repository ? ` of ${found.repository}` : ''} is quarantined.`)
  return exitCodes.done
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Decided | Quarantined['tests'][number]): string[] => [
  row.id,
  row.isExpired ? 'expired' : row.state,
  utc(row.reviewBy),
  row.owner ?? '',
  row.ticket ?? '',
  row.title,
]

function answerCommit({ terminal }: ServerContext, found: Quarantined, at: OnCommit): ExitCode {
  const columns = [{ title: 'TEST' }, { title: 'VERDICT', isWhole: true }, { title: 'STOPS', isWhole: true }]
  const rows = at.failures.map((failure) => [
    titleOf(failure),
    failure.verdict,
    failure.quarantined ? 'no, quarantined' : 'yes',
    failure.environment,
    failure.testId,
  ])
  const shown = rows.length === 0 ? '' : `${table(columns, rows, widthOf(terminal), terminal.paint.dim)}\n`
  terminal.answer({
    json: { ...found },
    plain: plainRows([[at.passed ? 'passed' : 'stopped', at.commit], ...rows]),
    human: `${shown}${found.repository}, ${at.commit}: ${at.passed ? 'Nothing stops it.' : `Stopped: ${whyStopped(at)}.`}`,
  })
  return at.passed ? exitCodes.done : exitCodes.failed
}

function whyStopped({ runs, isComplete, hasRun, incomplete, failures }: OnCommit): string {
  if (runs === 0) return 'no run of it is known'
  const stopping = failures.filter(({ quarantined }) => !quarantined).length
  const broken = incomplete.map(runWords).join(', ') || 'there are too many runs of it'
  return [
    ...(stopping > 0 ? [`${many(stopping, 'test')} failed without being quarantined`] : []),
    ...(isComplete ? [] : [`not whole: ${broken}`]),
    ...(hasRun ? [] : ['no test of it ran']),
  ].join('; ')
}

const runWords = (run: OnCommit['incomplete'][number]): string =>
  [
    `run ${run.ciRunId ?? 'without an id'}`,
    `attempt ${run.attempt}`,
    run.shard && `shard ${run.shard}`,
    run.environment,
  ]
    .filter(Boolean)
    .join(' ')
