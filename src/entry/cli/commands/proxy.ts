import { pipeline } from 'node:stream/promises'
import { buffer } from 'node:stream/consumers'
import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { type ExitCode, exitCodeOfStatus, exitCodes } from '../exit-codes.ts'
import { type Passed, path } from '../server.ts'
import { usageTrouble } from '../trouble.ts'

interface ProxyOptions {
  data?: string
  type?: string
  base?: string
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

export function addProxy(program: Command, cli: Cli): void {
  const command = program
    .command('proxy')
    .argument('<connection>', 'id of a connection')
    .argument('<method>', methods.join(', '))
    .argument('<path>', 'behind the address of the provider’s API, as /athlete')
    .description(
      'Call a provider through a connection and print what it answers. The token stays in Keyhold.',
    )
    .option('--data <text>', 'body to send; - reads it from standard input')
    .option('--type <content-type>', 'what the body is (default: application/json)')
    .option('--base <address>', 'another API address of the provider than its first')
  examples(command, [
    ['proxy 01890a5d-… GET /athlete', 'the body and nothing else'],
    ['proxy 01890a5d-… GET "/athlete/activities?per_page=3" | jq', 'with a query'],
    [`proxy 01890a5d-… PUT /activities/7 --data '{"name":"Run"}'`, 'with a body'],
    ['proxy 01890a5d-… GET /athlete --json', 'with status and headers'],
  ])
  actOnServer<ProxyOptions>(cli, command, async (context, [id, method, rest], options) => {
    const passed = await passedOf(context, method!.toUpperCase(), options)
    const response = await context.server.through(addressOf(id!, rest!), passed)
    return print(context, response)
  })
}

/** A URL resolves dots before it is sent; what would then be another address is never sent. */
function addressOf(id: string, rest: string): string {
  const address = path`/api/connections/${id}/proxy` + rest
  const { pathname, search } = new URL(address, 'http://localhost')
  if (!rest.startsWith('/') || pathname + search !== address || pathname.includes('//'))
    throw usageTrouble(
      `"${rest}" is no path that can be passed on as it stands.`,
      'Begin it with /, without .. or //, and percent-encode blanks and what is no plain letter.',
    )
  return address
}

async function passedOf(
  { outside: { stdin } }: ServerContext,
  method: string,
  { data, type, base }: ProxyOptions,
): Promise<Passed> {
  if (!methods.includes(method))
    throw usageTrouble(`There is no method ${method}.`, `There are: ${methods.join(', ')}`)
  const isRead = method === 'GET' || method === 'HEAD'
  if (data !== undefined && isRead) throw usageTrouble(`A ${method} carries no body.`, 'Leave out --data.')
  const headers = {
    accept: '*/*',
    ...(data !== undefined && { 'content-type': type ?? 'application/json' }),
    ...(base !== undefined && { 'keyhold-base-url': base }),
  }
  if (data === undefined) return { method, headers }
  return { method, headers, body: data === '-' ? await buffer(stdin) : data }
}

/** The provider's bytes as they are; its refusal is the exit code. */
async function print({ terminal, outside }: ServerContext, response: Response): Promise<ExitCode> {
  const { status, headers } = response
  if (terminal.form === 'json') {
    const json = { status, headers: Object.fromEntries(headers), body: await response.text() }
    terminal.answer({ json, plain: '', human: '' })
  } else if (response.body) {
    await pipeline(response.body, outside.stdout, { end: false })
    if (terminal.isSeen) outside.stdout.write('\n')
  }
  if (status < 400) return exitCodes.done
  terminal.warn(`The provider answered with HTTP ${status}.`)
  return exitCodeOfStatus(status)
}
