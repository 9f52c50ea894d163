import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { confirmed } from '../confirm.ts'
import { didYouMean } from '../did-you-mean.ts'
import { addKeyList } from './key-list.ts'
import { addKeyUses } from './key-uses.ts'
import { addRootKeys } from './root-keys.ts'
import type { Sent } from '../server.ts'
import { plainRows } from '../table.ts'
import { usageTrouble } from '../trouble.ts'
import { wholeNumber } from '../whole-number.ts'

type Scope = NonNullable<Sent<'post', '/api/keys'>['scopes']>[number]

/** Scopes a key may be given; the server decides, this list only helps with spelling. */
const knownScopes: readonly Scope[] = [
  'connections:read',
  'connections:proxy',
  'connections:proxy:write',
  'connections:token',
  'connections:write',
  'data:read',
  'data:write',
  'webhooks:read',
  'webhooks:write',
  'metrics:read',
  'releases:read',
  'releases:write',
  'journey:run',
  'journey:write',
]

export function addKeys(program: Command, cli: Cli): void {
  const keys = program
    .command('keys')
    .description('API keys for your programs, and the root keys that seal what is stored.')
  examples(keys, [
    ['keys create --name web --scope connections:token', 'make one; it is shown this once'],
    ['keys list', 'all, newest first'],
    ['keys uses 01890a5d-…', 'which programs use it, and what it read'],
    ['keys revoke 01890a5d-…', 'end one, at once'],
    ['keys rotate', 'a new root key; everything stored is sealed anew'],
  ])
  keys.commandsGroup('API keys:')
  addCreate(keys.command('create'), cli)
  addKeyList(keys.command('list'), cli)
  addKeyUses(keys.command('uses'), cli)
  addRevoke(keys.command('revoke'), cli)
  addRootKeys(keys, cli)
}

interface CreateOptions {
  name: string
  scope?: Scope[]
  user?: string
  expiresInDays?: number
}

function addCreate(command: Command, cli: Cli): void {
  command
    .description('Make an API key and print it, alone on standard output. It is shown this once.')
    .requiredOption('--name <name>', 'what it is for, 1 to 100 characters')
    .option(
      '--scope <scope...>',
      `what it may do: ${knownScopes.join(', ')} (default: connections:read connections:proxy, no token)`,
    )
    .option('--user <id>', 'bind it to one user: it sees and serves no other')
    .option(
      '--expires-in-days <n>',
      'when it ends by itself, 1 to 3650 (default: never)',
      wholeNumber(1, 3_650),
    )
  examples(command, [
    ['keys create --name web', 'calls providers through Keyhold, sees no token'],
    ['keys create --name web --scope connections:token', 'reads tokens, nothing else'],
    ['keys create --name ci --scope connections:read --expires-in-days 7', 'ends by itself'],
    ['keys create --name web --scope connections:token > web.key', 'kept from the screen'],
  ])
  actOnServer<CreateOptions>(
    cli,
    command,
    async ({ server, terminal }, _operands, { name, scope, user, expiresInDays }) => {
      refuseMisspelt(scope ?? [])
      const made = await server.post('/api/keys', {
        body: { name, scopes: scope, userId: user, expiresInDays },
      })
      terminal.answer({ json: { ...made }, plain: made.key, human: made.key })
      terminal.say(`Keep it now: it is not shown again. End it with: ${invocation} keys revoke ${made.id}`)
    },
  )
}

function refuseMisspelt(scopes: readonly Scope[]): void {
  for (const scope of scopes.filter((each) => !knownScopes.includes(each))) {
    const meant = didYouMean(scope, knownScopes)
    throw usageTrouble(
      `There is no scope "${scope}".`,
      meant ? `Did you mean ${meant}?` : `There are: ${knownScopes.join(', ')}`,
    )
  }
}

function addRevoke(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of a key, as `keys list` shows it')
    .description('Revoke an API key, at once and for all processes.')
    .option('-y, --yes', 'do not ask')
  examples(command, [
    ['keys revoke 01890a5d-…', 'asks first'],
    ['keys revoke 01890a5d-… --yes', 'for scripts'],
  ])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, [id], { yes }) => {
    await confirmed(context, {
      question: `Revoke key ${id}? Programs that use it are refused from now on.`,
      yes,
    })
    await context.server.remove('/api/keys/{id}', { path: { id: id! } })
    context.terminal.answer({
      json: { id, state: 'revoked' },
      plain: plainRows([[id!, 'revoked']]),
      human: 'Revoked.',
    })
  })
}
