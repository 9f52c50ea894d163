import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { utc } from '../../moments.ts'
import { firstRows, moreWords, rowLimit } from '../../pages.ts'
import { plainRows, table } from '../../table.ts'
import { choice } from '../choices.ts'
import { percent } from '../numbers.ts'
import { type Standing, titleOf, widthOf } from './answers.ts'

interface ListOptions {
  repository?: string
  environment?: string
  verdict?: string
  search?: string
  quarantined?: boolean
  all?: boolean
  limit: number
}

const verdicts = ['broken', 'flaky', 'suspect', 'fixed', 'unknown', 'healthy']

/** `flaky list` */
export function addList(command: Command, cli: Cli): void {
  command
    .description(
      'List flaky and suspect tests, what costs most first; with an option that chooses, tests by name.',
    )
    .option('--repository <name>', 'of this repository only')
    .option('--environment <name>', 'in this environment only')
    .addOption(choice('--verdict <verdict>', 'with this verdict', verdicts))
    .option('--search <text>', 'with this in their name')
    .option('--quarantined', 'that somebody decided about')
    .option('--all', 'all of them')
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['flaky list --repository acme/app', 'what costs most, first'],
    ['flaky list --verdict broken', 'what fails at every run'],
    ['flaky list --search login --plain', 'by name, for scripts'],
  ])
  actOnServer<ListOptions>(cli, command, async (context, _operands, options) => {
    const isRanked = !options.all && !options.verdict && !options.search && !options.quarantined
    const { rows, hasMore } = isRanked ? await ranked(context, options) : await byName(context, options)
    answerStandings(context, rows, { tests: rows, hasMore })
    if (hasMore) context.terminal.say(moreWords(options.limit))
    if (rows.length === 0)
      context.terminal.say(isRanked ? 'No test is flaky or suspect.' : 'There is no such test.')
  })
}

interface Rows {
  rows: Standing[]
  hasMore: boolean
}

/** More than a person looks at, and the server's own limit. */
const mostRanked = 1000

async function ranked(
  { server }: ServerContext,
  { repository, environment, limit }: ListOptions,
): Promise<Rows> {
  const { flakyCandidates, totalCandidates } = await server.get<{
    flakyCandidates: Standing[]
    totalCandidates: number
  }>('/internal/tests/flaky-candidates', {
    repository,
    environment,
    minRuns: 0,
    limit: mostRanked,
  })
  // The server tells others beside: those that a plain share of failures would call flaky.
  const rows = flakyCandidates.filter(({ verdict }) => verdict === 'flaky' || verdict === 'suspect')
  const isCut = totalCandidates > flakyCandidates.length
  return { rows: rows.slice(0, limit), hasMore: isCut || rows.length > limit }
}

const byName = ({ server }: ServerContext, options: ListOptions): Promise<Rows> =>
  firstRows<'tests', Standing>(server, '/internal/tests', 'tests', options.limit, {
    repository: options.repository,
    environment: options.environment,
    verdict: options.verdict,
    search: options.search,
    quarantined: options.quarantined ? 'true' : undefined,
  })

const columns = [
  { title: 'ID', isWhole: true },
  { title: 'VERDICT', isWhole: true },
  { title: 'NOISE', isWhole: true },
  { title: 'FAILED', isWhole: true },
  { title: 'TEST' },
]

function answerStandings({ terminal }: ServerContext, rows: readonly Standing[], json: object): void {
  const cells = rows.map((row) => [
    row.id,
    verdictOf(row),
    percent(row.score),
    `${row.failed}/${row.runs}`,
    titleOf(row),
  ])
  terminal.answer({
    json: { ...json },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, widthOf(terminal), terminal.paint.dim),
  })
}

const verdictOf = ({ verdict, quarantine }: Standing): string =>
  quarantine && quarantine.state !== 'active' ? `${verdict}, ${quarantine.state}` : verdict

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
]
