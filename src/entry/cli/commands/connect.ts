import { type Command, Option } from 'commander'
import { actOnServer, type Cli, type ServerContext, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { didYouMean } from '../did-you-mean.ts'
import { relative } from '../moments.ts'
import type { Sent } from '../server.ts'
import { Trouble } from '../trouble.ts'

interface ConnectOptions {
  user: string
  scope?: string[]
  returnTo?: string
  label?: string
  confirm?: 'none' | 'app'
}

export function addConnect(program: Command, cli: Cli): void {
  const command = program
    .command('connect')
    .argument('<provider>', 'id of a provider, such as sandbox')
    .description('Print a link that connects an account of one of your users: one use, 30 minutes.')
    .requiredOption('--user <id>', "your app's own id of the user")
    .option('--scope <scope...>', "what to ask for (default: the provider's usual scopes)")
    .option('--return-to <address>', 'where the browser goes afterwards; must be registered')
    .option('--label <text>', 'how the page names the user, such as "a…@example.org"')
    .addOption(
      new Option('--confirm <who>', 'who confirms that it is the right user').choices(['none', 'app']),
    )
  examples(command, [
    ['connect sandbox --user alice', 'try it without any account'],
    ['connect sandbox --user 42 --scope read activity:read_all', 'ask for these scopes'],
    ['connect sandbox --user 42 --json', 'with the session’s id and expiry'],
  ])
  actOnServer<ConnectOptions>(
    cli,
    command,
    async (context, [provider], { user, scope, returnTo, label, confirm }) => {
      const body = { userId: user, provider, scopes: scope, returnTo, label, confirm }
      const next = `${invocation} connections --user ${shellWord(user)}`
      await printLink(context, body, next).catch((error: unknown) => refuseMeant(context, provider!, error))
    },
  )
}

/** Names the provider that was most likely meant. */
async function refuseMeant({ server }: ServerContext, given: string, error: unknown): Promise<never> {
  if (!(error instanceof Trouble) || error.code !== 'PROVIDER_NOT_FOUND') throw error
  const { providers } = await server.get('/api/providers')
  const meant = didYouMean(
    given,
    providers.map(({ id }) => id),
  )
  const { message, exitCode, code, next } = error
  throw meant ? new Trouble(message, { exitCode, code, next, hint: `Did you mean ${meant}?` }) : error
}

type LinkWish = Sent<'post', '/api/connections/sessions'>

/** Makes a connect link and prints it. `next`: the command that shows what came of it. */
export async function printLink(
  { server, terminal }: ServerContext,
  body: LinkWish,
  next: string,
): Promise<void> {
  const link = await server.post('/api/connections/sessions', { body })
  terminal.answer({ json: { ...link }, plain: link.connectUrl, human: link.connectUrl })
  terminal.say(`Send the user there; it expires ${relative(link.expiresAt, new Date())}. Then look: ${next}`)
}

/** As one word of a shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
