import { printable } from './printable.ts'
import type { Context } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { Trouble, usageTrouble } from './trouble.ts'

export interface Question {
  /** What will be gone, as a question. */
  question: string
  /** True when `--yes` was given. */
  yes: boolean | undefined
  /** For what cannot be mended at all: this must be typed. */
  typed?: string
}

/**
 * Resolves when a person, or `--yes`, says so. Nobody is ever waited for who cannot answer: without a terminal
 * `--yes` must be given.
 * @throws Trouble: exit code 2 without a terminal, 1 when the answer is no
 */
export async function confirmed(
  { outside, terminal }: Context,
  { question, yes, typed }: Question,
): Promise<void> {
  if (yes) return
  if (!terminal.mayAsk)
    throw usageTrouble(
      `${printable(question)} There is nobody here to ask.`,
      'Add --yes to say so beforehand.',
    )
  const { confirm, isCancel, text } = await import('@clack/prompts')
  // Questions go to standard error: what is piped from standard output is data alone.
  const way = { input: outside.stdin, output: outside.stderr }
  const said =
    typed === undefined
      ? await confirm({ ...way, message: printable(question), initialValue: false })
      : await text({ ...way, message: `${printable(question)} Type ${printable(typed)} to go on.` })
  if (!isCancel(said) && (said === true || (typed !== undefined && said === typed))) return
  throw new Trouble('Nothing was done.', { exitCode: exitCodes.failed })
}
