import { type Command, Option } from 'commander'
import type { Environment } from '../../kit/settings.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { invocation } from './invocation.ts'
import { type Server, serverOf } from './server.ts'
import { type CommonOptions, type Outside, type Terminal, terminalOf } from './terminal.ts'

/** One run of the CLI. */
export interface Cli {
  outside: Outside
  exitCode: ExitCode
}

/** What a command works with. */
export interface Context {
  environment: Environment
  outside: Outside
  terminal: Terminal
}

export interface ServerContext extends Context {
  server: Server
}

/** What a command does. Its operands come as given; without an answer the exit code is 0. */
export type Work<Options, C extends Context = Context> = (
  context: C,
  operands: readonly string[],
  options: Options,
) => Promise<ExitCode | void>

export function act<Options>(cli: Cli, command: Command, work: Work<Options>): void {
  command.action(async () => {
    const options = command.optsWithGlobals<CommonOptions>()
    const terminal = terminalOf(cli.outside, options)
    const context = { environment: cli.outside.env, outside: cli.outside, terminal }
    cli.exitCode = (await work(context, command.args, options as Options)) ?? exitCodes.done
  })
}

/** For a command that calls the running server, which `--url` may name. */
export function actOnServer<Options>(cli: Cli, command: Command, work: Work<Options, ServerContext>): void {
  command.addOption(
    new Option('--url <address>', 'the server (default: KEYHOLD_URL, else http://localhost:$PORT)'),
  )
  act<Options & { url?: string }>(cli, command, (context, operands, options) =>
    work({ ...context, server: serverOf(context.environment, options.url) }, operands, options),
  )
}

export type Example = readonly [line: string, what: string]

const helpColumns = 80

/** Examples come first in a command's help; each line stands behind the program's name. */
export function examples(command: Command, lines: readonly Example[]): void {
  const calls = lines.map(([line]) => `${invocation} ${line}`)
  const longest = Math.max(...calls.map((call) => call.length))
  const isWide = lines.some(([, what]) => longest + what.length + 6 > helpColumns)
  const shown = lines.map(([, what], index) =>
    isWide ? `  # ${what}\n  ${calls[index]}` : `  ${calls[index]!.padEnd(longest)}  # ${what}`,
  )
  command.addHelpText('before', `Examples:\n${shown.join('\n')}\n`)
}
