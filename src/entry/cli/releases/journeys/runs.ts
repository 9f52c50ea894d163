import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { relative, utc } from '../../moments.ts'
import { firstRows, moreWords, rowLimit } from '../../pages.ts'
import { path } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { choice } from '../choices.ts'
import { addEnvelope, type Named } from '../envelope.ts'
import type { Run } from './answers.ts'
import { answerResult, exitCodeOf, widthOf } from './result.ts'

type Outcome = NonNullable<Run['outcome']>
const outcomes: readonly Outcome[] = ['passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance']

interface RunsOptions extends Named {
  outcome?: Outcome
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
    const { rows, hasMore } = await firstRows('runs', limit, (wish) =>
      context.server.get('/internal/journey/runs', { query: { ...query, ...wish } }),
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
    whatOf(row),
  ])
  terminal.answer({
    json: { runs: rows, hasMore },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, widthOf(terminal), terminal.paint.dim),
  })
}

/** What it failed at, by the step; else how long it took. */
function whatOf({ error, milliseconds }: Run): string {
  if (error) return error.step === null ? error.message : `${error.step}: ${error.message}`
  return milliseconds === null ? '' : `${(milliseconds / 1000).toFixed(1)} s`
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
  row.error?.step ?? '',
  row.error?.message ?? '',
]

/** `journey result` */
export function addResult(command: Command, cli: Cli): void {
  command
    .argument('<run>', 'id of a run, as `journey runs` shows it')
    .description('One run, step by step; exit codes as `journey run` has them.')
  examples(command, [['journey result 01890a5d-…', 'what each step came to']])
  actOnServer(cli, command, async (context, [id]) => {
    const result = await context.server.get('/internal/journey/runs/{id}', { path: { id: id! } })
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
    const archive = await server.send<Record<string, unknown>>('GET', path`/internal/journey/runs/${id!}/har`)
    const text = JSON.stringify(archive)
    if (out === undefined) return terminal.answer({ json: archive, plain: text, human: text })
    writeFileSync(out, `${text}\n`, { mode: 0o600 })
    terminal.answer({ json: { id, path: out }, plain: out, human: `Written to ${out}.` })
  })
}
