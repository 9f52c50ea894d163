import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { invocation } from '../invocation.ts'
import { relative, utc } from '../moments.ts'
import type { Answer, Got, Sent } from '../server.ts'
import { type Cells, plainRows, table } from '../table.ts'
import { addDeliveries } from './webhook-deliveries.ts'

const list = '/api/webhooks/endpoints'
const one = '/api/webhooks/endpoints/{id}'

type Endpoint = Got<typeof list>['endpoints'][number]
type Made = Answer<'post', typeof list>

/** Where apps hear what happens to their connections. */
export function addEndpoints(endpoints: Command, cli: Cli): void {
  endpoints.description('Addresses of your app that hear what happens to connections.')
  examples(endpoints, [
    ['webhooks endpoints create https://example.org/hooks', 'add one'],
    ['webhooks endpoints list', 'all, and which fail'],
    ['webhooks endpoints deliveries 01890a5d-…', 'what was sent, and what came of it'],
    ['webhooks endpoints rotate 01890a5d-…', 'a new secret'],
  ])
  addCreate(endpoints.command('create'), cli)
  addList(endpoints.command('list'), cli)
  addSwitch(endpoints.command('enable'), cli, true)
  addSwitch(endpoints.command('disable'), cli, false)
  addRotate(endpoints.command('rotate'), cli)
  addDelete(endpoints.command('delete'), cli)
  addDeliveries(endpoints, cli)
}

/** What an endpoint hears that names nothing; the server's own list, which a test compares. */
export const usualTypes: readonly string[] = [
  'connection.created',
  'connection.needs_reauth',
  'connection.recovered',
  'connection.revoked',
  'connection.anomaly',
  'key.suspended',
  'connection.scope_changed',
  'release_signature.refused',
  'journey.failing',
  'journey.still_failing',
  'journey.recovered',
  'journey.not_running',
  'journey.budget_burning',
]

/** What is none of them the server refuses. */
type EventType = NonNullable<Sent<'post', typeof list>['eventTypes']>[number]

function addCreate(command: Command, cli: Cli): void {
  command
    .argument('<url>', 'where to post to: https')
    .description('Add an endpoint and print its secret, alone on standard output. It is shown this once.')
    .option('--event <type...>', `what it hears (default: ${usualTypes.join(', ')})`)
  examples(command, [
    ['webhooks endpoints create https://example.org/hooks', 'hears what is usual: all but what comes often'],
    ['webhooks endpoints create https://example.org/hooks > hooks.key', 'kept from the screen'],
  ])
  actOnServer<{ event?: EventType[] }>(cli, command, async (context, [url], { event }) => {
    answerSecret(context, await context.server.post(list, { body: { url: url!, eventTypes: event } }))
    context.terminal.say('Keep it now: it is not shown again. Your app checks signatures with it.')
  })
}

const answerSecret = ({ terminal }: ServerContext, made: Made): void =>
  terminal.answer({ json: { ...made }, plain: made.secret, human: made.secret })

function addList(command: Command, cli: Cli): void {
  command.description('List endpoints, newest first.')
  examples(command, [['webhooks endpoints list', 'all, and which fail']])
  actOnServer(cli, command, async ({ server, terminal }) => {
    const { endpoints } = await server.get(list)
    const now = new Date()
    const columns = [{ title: 'ID', isWhole: true }, { title: 'STATE' }, { title: 'ADDRESS' }]
    terminal.answer({
      json: { endpoints },
      plain: plainRows(endpoints.map(rowOf)),
      human:
        endpoints.length === 0
          ? ''
          : table(
              columns,
              endpoints.map((each) => [each.id, stateOf(each, now), each.url]),
              terminal.width,
              terminal.paint.dim,
            ),
    })
    if (endpoints.length === 0)
      terminal.say(`There is no endpoint yet. Add one: ${invocation} webhooks endpoints create <url>`)
  })
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (endpoint: Endpoint): Cells => [
  endpoint.id,
  endpoint.disabledAt === null ? 'on' : 'off',
  endpoint.url,
  endpoint.eventTypes.join(' '),
  endpoint.disabledReason ?? '',
  endpoint.failingSince === null ? '' : utc(endpoint.failingSince),
]

function stateOf({ disabledAt, disabledReason, failingSince }: Endpoint, now: Date): string {
  if (disabledAt !== null) return `off (${disabledReason})`
  return failingSince === null ? 'on' : `failing, ${relative(failingSince, now)}`
}

function addSwitch(command: Command, cli: Cli, enabled: boolean): void {
  const [word, about] = enabled
    ? ['enable', 'Switch an endpoint on again. What happened meanwhile comes with a replay.']
    : ['disable', 'Switch an endpoint off: nothing is noted for it or sent there.']
  command.argument('<id>', 'id of an endpoint').description(about!)
  examples(command, [[`webhooks endpoints ${word} 01890a5d-…`, enabled ? 'goes on' : 'for a while']])
  actOnServer(cli, command, async ({ server, terminal }, [id]) => {
    const changed = await server.patch(one, { path: { id: id! }, body: { enabled } })
    terminal.answer({
      json: { ...changed },
      plain: plainRows([rowOf(changed)]),
      human: enabled ? 'It is on.' : 'It is off.',
    })
  })
}

function addRotate(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of an endpoint')
    .description('Give an endpoint a new secret and print it. The one before signs beside it for a day.')
  examples(command, [['webhooks endpoints rotate 01890a5d-…', 'a new secret, shown this once']])
  actOnServer(cli, command, async (context, [id]) => {
    const made = await context.server.post(`${one}/secrets`, { path: { id: id! }, body: {} })
    answerSecret(context, made)
    context.terminal.say('Keep it now: it is not shown again. The one before signs for another 24 hours.')
  })
}

function addDelete(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of an endpoint')
    .description('Remove an endpoint with its secrets and what was still to be sent there.')
    .option('-y, --yes', 'do not ask')
  examples(command, [['webhooks endpoints delete 01890a5d-… --yes', 'for scripts']])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, [id], { yes }) => {
    await confirmed(context, { question: `Remove endpoint ${id}? What waits for it is lost.`, yes })
    await context.server.remove(one, { path: { id: id! } })
    context.terminal.answer({
      json: { id, state: 'deleted' },
      plain: plainRows([[id!, 'deleted']]),
      human: 'Removed.',
    })
  })
}
