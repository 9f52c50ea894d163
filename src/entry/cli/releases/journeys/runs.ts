import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { relative, utc } from '../../moments.ts'
import { firstRows, moreWords, rowLimit } from '../../pages.ts'
import { path } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { choice } from '../choices.ts'
import { addEnvelope, type Named } from '../envelope.ts'
import type { Result, Run } from './answers.ts'
import { answerResult, exitCodeOf, widthOf } from './result.ts'

const outcomes = ['passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance']

interface RunsOptions extends Named {
  outcome?: string
  limit: number
}

/** `journey runs` */
export function addRuns(command: Command, cli: Cli): void {
  command
    .argument('[journey]', 'of this journey only')
    .description('List runs, newest first.')
    .addOption(choice('--outcome <outcome>', 'that came to this only', outcomes))
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
    .option('--repository <name>', 'linked to this repository only')
    .option('--commit <hash>', 'linked to this commit only')
  addEnvelope(command, 'pr')
  examples(command, [
    ['journey runs', 'the newest 50'],
    ['journey runs checkout --outcome failed', 'what went wrong'],
  ])
  actOnServer<RunsOptions>(cli, command, async (context, [journey], options) => {
    const { outcome, repository, commit, pr: prNumber, limit } = options
    const query = { journey, outcome, repository, commit, prNumber }
    const { rows, hasMore } = await firstRows<'runs', Run>(
      context.server,
      '/internal/journey/runs',
      'runs',
      limit,
      query,
    )
    answerRuns(context, rows, hasMore)
    if (hasMore) context.terminal.say(moreWords(limit))
    if (rows.length === 0) context.terminal.say('There is no such run.')
  })
}

const columns = [
  { title: 'RUN', isWhole: true },
  { title: 'JOURNEY' },
  { title: 'WHEN', isWhole: true },
  { title: 'OUTCOME', isWhole: true },
  { title: 'WHAT' },
]

function answerRuns({ terminal }: ServerContext, rows: readonly Run[], hasMore: boolean): void {
  const now = new Date()
  const cells = rows.map((row) => [
    row.id,
    row.name,
    relative(row.askedAt, now),
    `${row.outcome ?? row.state}${row.mode === 'simulated' ? ' (simulated)' : ''}`,
    row.error?.message ?? (row.milliseconds === null ? '' : `${(row.milliseconds / 1000).toFixed(1)} s`),
  ])
  terminal.answer({
    json: { runs: rows, hasMore },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, widthOf(terminal), terminal.paint.dim),
  })
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Run): string[] => [
  row.id,
  row.name,
  utc(row.askedAt),
  row.outcome ?? row.state,
  row.milliseconds === null ? '' : String(row.milliseconds),
  row.cause,
  row.commit ?? '',
  row.prNumber === null ? '' : String(row.prNumber),
  row.error?.code ?? '',
  row.mode,
]

/** `journey result` */
export function addResult(command: Command, cli: Cli): void {
  command
    .argument('<run>', 'id of a run, as `journey runs` shows it')
    .description('One run, step by step; exit codes as `journey run` has them.')
  examples(command, [['journey result 01890a5d-…', 'what each step came to']])
  actOnServer(cli, command, async (context, [id]) => {
    const result = await context.server.get<Result>(path`/internal/journey/runs/${id!}`)
    answerResult(context, result)
    return exitCodeOf(result)
  })
}

/** `journey har` */
export function addHar(command: Command, cli: Cli): void {
  command
    .argument('<run>', 'id of a run')
    .description(
      'The calls of a run as an archive (HAR), for the network view of a browser. Secrets are redacted.',
    )
    .option('--out <file>', 'where to put it (default: standard output)')
  examples(command, [['journey har 01890a5d-… --out run.har', 'open it in a browser']])
  actOnServer<{ out?: string }>(cli, command, async ({ server, terminal }, [id], { out }) => {
    const archive = await server.get<Record<string, unknown>>(path`/internal/journey/runs/${id!}/har`)
    const text = JSON.stringify(archive)
    if (out === undefined) return terminal.answer({ json: archive, plain: text, human: text })
    writeFileSync(out, `${text}\n`, { mode: 0o600 })
    terminal.answer({ json: { id, path: out }, plain: out, human: `Written to ${out}.` })
  })
}
