import type { Readable, Writable } from 'node:stream'
import pico from 'picocolors'
import type { Environment } from '../../kit/settings.ts'
import { printable } from './printable.ts'
import type { Trouble } from './trouble.ts'

/** The part of `process` that the CLI looks at. */
export interface Outside {
  env: Environment
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean }
}

/** The options every command takes. */
export interface CommonOptions {
  json?: boolean
  plain?: boolean
  quiet?: boolean
  /** False after `--no-input`. */
  input?: boolean
  /** False after `--no-color`. */
  color?: boolean
}

/** One answer in its three forms. `json` is stable: members are added, never renamed, within `version` 1. */
export interface Forms {
  json: Record<string, unknown>
  plain: string
  human: string
}

export interface Terminal {
  form: 'human' | 'plain' | 'json'
  /** Columns that a table may take: the terminal's own, 80 anywhere else. */
  width: number
  /** Whether what we answer is read by a person and kept in no file. */
  isSeen: boolean
  /** Whether a question may be asked and can be answered. */
  mayAsk: boolean
  /** For what goes to standard output. */
  paint: ReturnType<typeof pico.createColors>
  /** Data, to standard output. */
  answer(forms: Forms): void
  /** A remark, to standard error; silenced by --quiet. */
  say(text: string): void
  /** As `say`, and not silenced. */
  warn(text: string): void
  /** What went wrong, to standard error. */
  tell(trouble: Trouble): void
}

/** @param redact takes secrets out of what went wrong; default: it stays as it is */
export function terminalOf(
  { env, stdin, stdout, stderr }: Outside,
  options: CommonOptions,
  redact: (text: string) => string = (text) => text,
): Terminal {
  const form = options.json ? 'json' : options.plain ? 'plain' : 'human'
  const wantsColor = (stream: { isTTY?: boolean }) =>
    options.color !== false &&
    !env.NO_COLOR &&
    env.TERM !== 'dumb' &&
    Boolean(stream.isTTY || env.FORCE_COLOR)
  const write = (stream: Writable, text: string) => void (text !== '' && stream.write(`${text}\n`))
  const onError = pico.createColors(wantsColor(stderr))
  return {
    form,
    width: stdout.isTTY ? stdout.columns || 80 : 80,
    isSeen: stdout.isTTY === true,
    mayAsk: options.input !== false && stdin.isTTY === true && stderr.isTTY === true,
    paint: pico.createColors(form === 'human' && wantsColor(stdout)),
    answer: ({ json, plain, human }) => {
      if (form === 'json')
        write(stdout, JSON.stringify({ version: 1, ...json }, null, stdout.isTTY ? 2 : undefined))
      else write(stdout, form === 'plain' ? plain : human)
    },
    say: (text) => void (options.quiet || write(stderr, onError.dim(text))),
    warn: (text) => write(stderr, text),
    tell: (trouble) =>
      write(stderr, redact(form === 'json' ? troubleAsJson(trouble) : troubleInWords(trouble, onError))),
  }
}

function troubleInWords(trouble: Trouble, paint: ReturnType<typeof pico.createColors>): string {
  const { message, hint, next, code, requestId, retryAfterSeconds, details } = trouble
  const names = [code, requestId && `request ${requestId}`].filter(Boolean).join(', ')
  const lines = [
    `${paint.red('Error:')} ${printableLines(message)}`,
    ...details.map((detail) => `  ${printable(detail)}`),
    hint && printableLines(hint),
    next && `Try: ${printable(next)}`,
    retryAfterSeconds !== undefined && `Try again in ${retryAfterSeconds} s.`,
    names && paint.dim(`(${names})`),
  ]
  return lines.filter(Boolean).join('\n')
}

const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

function troubleAsJson(trouble: Trouble): string {
  const { message: title, hint, next, code, requestId, retryAfterSeconds, details, exitCode } = trouble
  const error = { title, hint, next, code, requestId, retryAfterSeconds, details, exitCode }
  return JSON.stringify({ version: 1, error })
}
