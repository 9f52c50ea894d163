import { type Command, Option } from 'commander'
import { actOnServer, type Cli, type ServerContext, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { didYouMean } from '../did-you-mean.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import type { Server } from '../server.ts'
import { usageTrouble } from '../trouble.ts'
import { addConnectionActs } from './connection-acts.ts'
import { type Connection, connectionCells, connectionColumns, connectionRow } from './shown-connection.ts'
import { plainRows, table } from '../table.ts'

interface ListOptions {
  user?: string
  provider?: string
  status?: Connection['status']
  limit: number
}

export function addConnections(program: Command, cli: Cli): void {
  const command = program
    .command('connections')
    .description('List connections, newest first; show, refresh, reconnect or delete one.')
    .usage('[options] | <command> <id>')
    .option('--user <id>', 'only those of this user')
    .option('--provider <id>', 'only those at this provider')
    .addOption(
      new Option('--status <status>', 'only those in this state').choices([
        'active',
        'needs_reauth',
        'pending',
        'closing',
      ]),
    )
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
    // A word that is no command of ours is answered with the one that was meant.
    .allowExcessArguments(true)
  examples(command, [
    ['connections', 'all, newest first'],
    ['connections --status needs_reauth', 'those whose owner must connect again'],
    ['connections show 01890a5d-…', 'one, with the reason of its state'],
    ['connections timeline 01890a5d-…', 'what happened to it, and who read its token'],
    ['connections --json', 'for scripts'],
  ])
  actOnServer<ListOptions>(cli, command, async (context, [unknown], options) => {
    if (unknown !== undefined) throw unknownAct(command, unknown)
    await list(context, options)
  })
  addConnectionActs(command, cli)
}

function unknownAct(command: Command, given: string): Error {
  const meant = didYouMean(
    given,
    command.commands.map((each) => each.name()),
  )
  const hint = meant ? `Did you mean ${meant}?` : `To see one connection: ${invocation} connections show <id>`
  return usageTrouble(`There is no command "connections ${given}".`, hint)
}

/** With what is set up here; a deployment in production has no sandbox. */
async function firstStep(server: Server): Promise<string> {
  const { providers } = await server.get('/api/providers')
  const provider = providers.find(({ configured }) => configured)
  return provider
    ? `Make one: ${invocation} connect ${provider.id} --user alice`
    : `Set up a provider first: ${invocation} providers`
}

async function list(
  { server, terminal }: ServerContext,
  { user, provider, status, limit }: ListOptions,
): Promise<void> {
  const { rows, hasMore } = await firstRows('connections', limit, (wish) =>
    server.get('/api/connections', { query: { userId: user, provider, status, ...wish } }),
  )
  const now = new Date()
  terminal.answer({
    json: { connections: rows, hasMore },
    plain: plainRows(rows.map(connectionRow)),
    human:
      rows.length === 0
        ? ''
        : table(
            connectionColumns(terminal.paint),
            rows.map((row) => connectionCells(row, now)),
            terminal.width,
            terminal.paint.dim,
          ),
  })
  if (hasMore) terminal.say(moreWords(limit))
  if (rows.length > 0) return
  const isFiltered = [user, provider, status].some((each) => each !== undefined)
  terminal.say(
    isFiltered ? 'No connection is like that.' : `There is no connection yet. ${await firstStep(server)}`,
  )
}
