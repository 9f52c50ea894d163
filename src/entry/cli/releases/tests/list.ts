import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { utc } from '../../moments.ts'
import { firstRows, moreWords, rowLimit } from '../../pages.ts'
import { plainRows } from '../../table.ts'
import { choice } from '../choices.ts'
import { percent } from '../numbers.ts'
import { type Standing, testTable } from './answers.ts'

interface ListOptions {
  repository?: string
  environment?: string
  verdict?: Standing['verdict']
  search?: string
  quarantined?: boolean
  all?: boolean
  limit: number
}

const verdicts: readonly Standing['verdict'][] = ['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy']

/** `flaky list` */
export function addList(command: Command, cli: Cli): void {
  command
    .description(
      'List broken, flaky and suspect tests, what costs most first; with an option that chooses, tests by name.',
    )
    .option('--repository <name>', 'of this repository only')
    .option('--environment <name>', 'in this environment only')
    .addOption(choice('--verdict <verdict>', 'with this verdict', verdicts))
    .option('--search <text>', 'with this in their name')
    .option('--quarantined', 'that somebody decided about')
    .option('--all', 'all of them')
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['flaky list --repository acme/app', 'broken ones, then what costs most'],
    ['flaky list --verdict broken', 'what fails at every run'],
    ['flaky list --search login --plain', 'by name, for scripts'],
  ])
  actOnServer<ListOptions>(cli, command, async (context, _operands, options) => {
    const isRanked = !options.all && !options.verdict && !options.search && !options.quarantined
    const { rows, hasMore } = isRanked ? await ranked(context, options) : await byName(context, options)
    answerStandings(context, rows, { tests: rows, hasMore })
    if (hasMore) context.terminal.say(moreWords(options.limit))
    if (rows.length === 0)
      context.terminal.say(isRanked ? 'No test is broken, flaky or suspect.' : 'There is no such test.')
  })
}

interface Rows {
  rows: Standing[]
  hasMore: boolean
}

/** More than a person looks at, and the server's own limit. */
const mostRanked = 1000

/** Broken ones first: they are no noise, and have no rank among what is. */
async function ranked(context: ServerContext, options: ListOptions): Promise<Rows> {
  const broken = await byName(context, { ...options, verdict: 'broken' })
  if (broken.hasMore || broken.rows.length === options.limit) return { ...broken, hasMore: true }
  const noisy = await byRank(context, { ...options, limit: options.limit - broken.rows.length })
  return { rows: [...broken.rows, ...noisy.rows], hasMore: noisy.hasMore }
}

async function byRank(
  { server }: ServerContext,
  { repository, environment, limit }: ListOptions,
): Promise<Rows> {
  const { flakyCandidates, totalCandidates } = await server.get('/internal/tests/flaky-candidates', {
    query: { repository, environment, minRuns: 0, limit: mostRanked },
  })
  // The server tells others beside: those that a plain share of failures would call flaky.
  const rows = flakyCandidates.filter(({ verdict }) => verdict === 'flaky' || verdict === 'suspect')
  const isCut = totalCandidates > flakyCandidates.length
  return { rows: rows.slice(0, limit), hasMore: isCut || rows.length > limit }
}

const byName = ({ server }: ServerContext, options: ListOptions): Promise<Rows> =>
  firstRows('tests', options.limit, (wish) => {
    const { repository, environment, verdict, search } = options
    const quarantined = options.quarantined ? 'true' : undefined
    return server.get('/internal/tests', {
      query: { repository, environment, verdict, search, quarantined, ...wish },
    })
  })

const columns = [
  { title: 'ID', isWhole: true },
  { title: 'VERDICT', isWhole: true },
  { title: 'NOISE', isWhole: true },
  { title: 'FAILED', isWhole: true },
]

function answerStandings({ terminal }: ServerContext, rows: readonly Standing[], json: object): void {
  const human = testTable(terminal, columns, rows, (row) => [
    row.id,
    verdictOf(row),
    percent(row.score),
    `${row.failedAttempts}/${row.attempts}`,
  ])
  terminal.answer({ json: { ...json }, plain: plainRows(rows.map(rowOf)), human })
}

/** An arrow leads to the verdict that waits. */
const verdictOf = ({ verdict, held, quarantine }: Standing): string =>
  [
    held ? `${verdict} → ${held.verdict}` : verdict,
    ...(quarantine && quarantine.state !== 'active' ? [quarantine.state] : []),
  ].join(', ')

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Standing): string[] => [
  row.id,
  row.verdict,
  String(row.score),
  String(row.runs),
  String(row.failed),
  utc(row.lastRunAt),
  row.repository,
  row.environment,
  row.quarantine?.state ?? '',
  row.file ?? '',
  row.title,
  row.project ?? '',
  String(row.failedAttempts),
  String(row.attempts),
  row.held?.verdict ?? '',
  row.held ? utc(row.held.until) : '',
]
