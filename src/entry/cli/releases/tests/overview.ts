import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import type { Got } from '../../server.ts'
import { details, plainRows } from '../../table.ts'
import { lengthOf, many } from '../numbers.ts'
import { allRepositories, repositoryHere } from '../which-repository.ts'

type Overview = Got<'/internal/tests/overview'>

/** As many as anybody reads one after another. */
const mostTold = 50

/** `flaky overview` */
export function addOverview(command: Command, cli: Cli): void {
  command
    .description('How the tests of a repository stand together, over 30 days, and what would help most.')
    .option('--repository <name>', 'of this repository (default: what the CI says, else of each)')
  examples(command, [
    ['flaky overview --repository acme/app', 'and the advice'],
    ['flaky overview', 'of every repository whose tests are known'],
  ])
  actOnServer<{ repository?: string }>(cli, command, async (context, _operands, named) => {
    const repository = repositoryHere(context, named.repository)
    if (repository === undefined) return answerAll(context)
    const found = await overviewOf(context, repository)
    answer(context, [found], { ...found })
  })
}

const overviewOf = ({ server }: ServerContext, repository: string): Promise<Overview> =>
  server.get('/internal/tests/overview', { query: { repository } })

async function answerAll(context: ServerContext): Promise<void> {
  const names = await allRepositories(context)
  const all: Overview[] = []
  for (const name of names.slice(0, mostTold)) all.push(await overviewOf(context, name))
  const known = all.filter(({ tests, runs }) => tests + runs.runs > 0)
  answer(context, known, { repositories: known })
  if (known.length === 0) context.terminal.say('No report of tests was sent yet.')
  if (names.length > mostTold)
    context.terminal.say(`These are of the first ${mostTold} repositories; name another by --repository.`)
}

function answer({ terminal }: ServerContext, found: readonly Overview[], json: object): void {
  const blocks = found.map(pairsOf)
  terminal.answer({
    json: { ...json },
    plain: plainRows(blocks.flat()),
    human: blocks.map((pairs) => details(pairs, terminal.paint.dim)).join('\n\n'),
  })
}

function pairsOf({
  repository,
  tests,
  byVerdict,
  wastedMinutes,
  runs,
  advice,
}: Overview): [string, string][] {
  const verdicts = Object.entries(byVerdict).filter(([, count]) => count > 0)
  return [
    ['repository', repository ?? 'none'],
    [
      'tests',
      `${tests}: ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none known'}`,
    ],
    ['wasted', `${lengthOf(wastedMinutes)} by failures and retries`],
    ['runs', `${runs.runs} of ${many(runs.commits, 'commit')}; ${runs.infraRuns} out of order as a whole`],
    [
      'repeats',
      `${many(runs.repeatedCommits, 'commit')} run again; ${many(runs.retried, 'test')} retried in a run`,
    ],
    ...advice.map(({ words }): [string, string] => ['advice', words]),
  ]
}
