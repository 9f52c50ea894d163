import { CommanderError } from 'commander'
import type { Cli } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { programFor } from './program.ts'
import { redactor } from './redact.ts'
import { type Outside, terminalOf } from './terminal.ts'
import { type Trouble, troubleOf } from './trouble.ts'

/** Runs one command line (without the program's own name). @returns the exit code; never rejects */
export async function runCli(words: readonly string[], outside: Outside): Promise<ExitCode> {
  // A reader such as `head` that has seen enough is no trouble.
  outside.stdout.on('error', (error: { code?: string }) =>
    process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed),
  )
  const cli: Cli = { outside, exitCode: exitCodes.done }
  const program = programFor(cli)
  try {
    await program.parseAsync(words, { from: 'user' })
    return cli.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOfUsage(error)
    const trouble = troubleOf(error)
    const redact = redactor(outside.env)
    terminalOf(outside, program.opts(), redact).tell(trouble)
    if (outside.env.KEYHOLD_DEBUG) outside.stderr.write(`${redact(stackOf(trouble))}\n`)
    return trouble.exitCode
  }
}

const isAnswered = new Set(['commander.helpDisplayed', 'commander.version'])

/** Help that was asked for is an answer; help because no command was named, and every mistake, is not. */
const exitCodeOfUsage = ({ code, exitCode }: CommanderError): ExitCode =>
  isAnswered.has(code) || (code === 'commander.help' && exitCode === 0) ? exitCodes.done : exitCodes.usage

const stackOf = ({ cause, stack }: Trouble): string =>
  cause instanceof Error ? (cause.stack ?? '') : (stack ?? '')
