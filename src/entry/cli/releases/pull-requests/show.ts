import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { relative, utc } from '../../moments.ts'
import { firstRows, moreWords, rowLimit } from '../../pages.ts'
import type { Got } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { choice } from '../choices.ts'
import { pullRequestNumber, runHere } from '../envelope.ts'
import type { Whole } from './answers.ts'
import { answerJudgement, exitCodeOf } from './judged.ts'
import { percent } from '../numbers.ts'

type Line = Got<'/internal/pr-intel'>['pullRequests'][number]

interface ListOptions {
  repository?: string
  state?: Line['state']
  limit: number
}

/** `pr list` */
export function addList(command: Command, cli: Cli): void {
  command
    .description('List pull requests, what was told of last first.')
    .option('--repository <name>', 'of this repository only')
    .addOption(choice('--state <state>', 'in this state only', ['open', 'closed', 'merged']))
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['pr list', 'the last 50'],
    ['pr list --repository acme/app --state open', 'what is open in one repository'],
  ])
  actOnServer<ListOptions>(cli, command, async (context, _operands, options) => {
    const { repository, state, limit } = options
    const { rows, hasMore } = await firstRows('pullRequests', limit, (wish) =>
      context.server.get('/internal/pr-intel', { query: { repository, state, ...wish } }),
    )
    answerLines(context, rows, { pullRequests: rows, hasMore })
    if (hasMore) context.terminal.say(moreWords(limit))
    if (rows.length === 0) context.terminal.say('Nothing was sent about pull requests yet.')
  })
}

const columns = [
  { title: 'REPOSITORY' },
  { title: 'PR', isWhole: true },
  { title: 'STATE', isWhole: true },
  { title: 'DEFECT', isWhole: true },
  { title: 'CHANGED', isWhole: true },
  { title: 'TITLE' },
]

function answerLines({ terminal }: ServerContext, rows: readonly Line[], json: object): void {
  const now = new Date()
  const cells = rows.map((row) => [
    row.repository,
    `#${row.prNumber}`,
    row.state,
    row.probability === null ? 'unknown' : percent(row.probability),
    relative(row.changedAt, now),
    row.title,
  ])
  terminal.answer({
    json: { ...json },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (row: Line): string[] => [
  row.repository,
  String(row.prNumber),
  row.state,
  row.probability === null ? '' : String(row.probability),
  row.level ?? '',
  utc(row.changedAt),
  row.headSha ?? '',
  row.title,
]

interface ShowOptions {
  repository?: string
  markdown?: boolean
}

/** `pr show` */
export function addShow(command: Command, cli: Cli): void {
  command
    .argument('<number>', 'number of a pull request', pullRequestNumber)
    .description('What is known of a pull request. Exit code 1 where its repository blocks it.')
    .option('--repository <name>', 'whose, where several have that number (default: what the CI says)')
    .option('--markdown', 'the comment for the pull request instead')
  examples(command, [
    ['pr show 12', 'probability, reasons, findings'],
    ['pr show 12 --repository acme/app --markdown', 'what to write below it'],
  ])
  actOnServer<ShowOptions>(cli, command, async (context, [number], options) => {
    const repository = options.repository ?? runHere(context.environment).repository
    const asked = { path: { number: Number(number) }, query: { repository } }
    return options.markdown
      ? answerMarkdown(context, await context.server.get('/internal/pr-intel/{number}/comment', asked))
      : answerWhole(context, await context.server.get('/internal/pr-intel/{number}', asked))
  })
}

function answerMarkdown({ terminal }: ServerContext, comment: { markdown: string }): void {
  const text = comment.markdown.trimEnd()
  terminal.answer({ json: { ...comment }, plain: text, human: text })
}

function answerWhole(context: ServerContext, whole: Whole): ExitCode {
  const now = new Date()
  const title: [string, string][] = [
    ['pull request', `#${whole.prNumber} of ${whole.repository}, ${whole.state}`],
    ['title', whole.title],
    ['commit', whole.headSha ?? ''],
    ['told of', relative(whole.changedAt, now)],
    ...whole.outcomes.map(({ kind, byNumber, source, at }): [string, string] => [
      'came of it',
      `${kind}${byNumber === null ? '' : ` by #${byNumber}`} (${source}), ${relative(at, now)}`,
    ]),
  ]
  answerJudgement(context, { ...whole, title }, whole)
  return exitCodeOf(whole.check)
}
