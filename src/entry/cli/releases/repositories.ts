import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, mostRows } from '../pages.ts'
import type { Got } from '../server.ts'
import { plainRows, table } from '../table.ts'

const address = '/internal/repositories'

type Repository = Got<typeof address>['repositories'][number]

/** Repositories that a CI sent something about. */
export function addRepositories(program: Command, cli: Cli): void {
  const repositories = program
    .command('repositories')
    .description('Repositories that your CI sent something about: pull requests, tests, schemas, journeys.')
  examples(repositories, [
    ['repositories list', 'all of them'],
    ['repositories set-default-branch acme/app trunk', 'where broken tests are looked for'],
  ])
  addList(repositories.command('list'), cli)
  addSetDefaultBranch(repositories.command('set-default-branch'), cli)
}

function addList(command: Command, cli: Cli): void {
  command.description('List repositories, by name.')
  examples(command, [
    ['repositories list', 'all of them'],
    ['repositories list --plain', 'for scripts: the name comes first'],
  ])
  actOnServer(cli, command, async (context) => {
    const { rows: repositories, hasMore } = await firstRows('repositories', mostRows, (query) =>
      context.server.get(address, { query }),
    )
    answerRepositories(context, repositories, { repositories })
    if (repositories.length === 0)
      context.terminal.say('Nothing was sent yet. A repository is there once a CI sends something about it.')
    if (hasMore) context.terminal.say(`These are the first ${mostRows}.`)
  })
}

function answerRepositories({ terminal }: ServerContext, rows: readonly Repository[], json: object): void {
  const now = new Date()
  const columns = [{ title: 'NAME', isWhole: true }, { title: 'DEFAULT BRANCH' }, { title: 'SINCE' }]
  const cells = rows.map(({ name, defaultBranch, createdAt }) => [
    name,
    defaultBranch ?? 'not named',
    relative(createdAt, now),
  ])
  terminal.answer({
    json: { ...json },
    // Columns are only ever added at the end.
    plain: plainRows(
      rows.map(({ name, defaultBranch, createdAt, id }) => [name, defaultBranch ?? '', utc(createdAt), id]),
    ),
    human: rows.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
}

function addSetDefaultBranch(command: Command, cli: Cli): void {
  command
    .argument('<repository>', 'as `repositories list` shows it')
    .argument('[branch]', 'such as trunk; without it main or master, else the branch of most commits')
    .description('Say which branch is the default one: there broken tests are looked for.')
  examples(command, [
    ['repositories set-default-branch acme/app trunk', 'its own name for it'],
    ['repositories set-default-branch acme/app', 'main or master again, else the branch of most commits'],
  ])
  actOnServer(cli, command, async (context, [repository, branch]) => {
    const body = { repository: repository!, defaultBranch: branch ?? null }
    const changed = await context.server.patch(address, { body })
    answerRepositories(context, [changed], changed)
    for (const { words } of changed.warnings) context.terminal.say(words)
  })
}
