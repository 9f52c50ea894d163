import { Fault, faults } from '../../kit/fault.ts'
import { type ExitCode, exitCodeOfStatus, exitCodes } from './exit-codes.ts'

export interface TroubleOptions {
  /** Default 1. */
  exitCode?: ExitCode
  /** What to do about it. */
  hint?: string | undefined
  /** The command that helps on. */
  next?: string | undefined
  /** The server's own code, such as `NEEDS_REAUTH`. */
  code?: string | undefined
  /** Names the request in the server's log. */
  requestId?: string | undefined
  /** Seconds after which another try makes sense. */
  retryAfterSeconds?: number | undefined
  /** Further lines, such as what is wrong in the input. */
  details?: readonly string[]
  cause?: unknown
}

/** A command that cannot do what it was asked for: told in words, without a stack, and as an exit code. */
export class Trouble extends Error {
  override readonly name = 'Trouble'
  readonly exitCode: ExitCode
  readonly hint: string | undefined
  readonly next: string | undefined
  readonly code: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly details: readonly string[]

  constructor(title: string, options: TroubleOptions = {}) {
    super(title, { cause: options.cause })
    this.exitCode = options.exitCode ?? exitCodes.failed
    this.hint = options.hint
    this.next = options.next
    this.code = options.code
    this.requestId = options.requestId
    this.retryAfterSeconds = options.retryAfterSeconds
    this.details = options.details ?? []
  }
}

export const usageTrouble = (title: string, hint?: string): Trouble =>
  new Trouble(title, { exitCode: exitCodes.usage, hint })

/** Errors whose message is written for the operator and holds its own cure. */
const inWords: ReadonlySet<string> = new Set([
  'SettingsError',
  'KeyringError',
  'MigrationError',
  'PostgresProblem',
  'NumstatError',
])

/** Whatever was thrown, in words. An error that nobody foresaw keeps its stack for KEYHOLD_DEBUG=1. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Trouble) return error
  if (!(error instanceof Error)) return new Trouble(String(error), { cause: error })
  if (inWords.has(error.name))
    return new Trouble(sentence(error.message), { cause: error, ...reasonOf(error) })
  if (error instanceof Fault) return faultTrouble(error)
  return systemTrouble(error) ?? unforeseen(error)
}

/** What a driver said underneath, such as which host did not answer; nothing when the message has it already. */
function reasonOf({ cause, message }: Error): { details?: string[] } {
  const said = cause instanceof Error ? cause.message || String((cause as { code?: unknown }).code ?? '') : ''
  return said === '' || message.includes(said) ? {} : { details: [said] }
}

/** Where a server would answer with it, the operator reads it here. */
function faultTrouble(fault: Fault): Trouble {
  const { spec, code, status, retryAfterSeconds } = fault
  const hint =
    code === faults.DATABASE_UNAVAILABLE().code
      ? 'Check DATABASE_URL and DATABASE_OWNER_URL, and that the server runs; `npx keyhold doctor` tells which of it is wrong.'
      : spec.hint
  const exitCode = exitCodeOfStatus(status)
  return new Trouble(spec.title, {
    code,
    hint,
    exitCode,
    retryAfterSeconds,
    cause: fault,
    ...reasonOf(fault),
  })
}

interface SystemError extends Error {
  code?: string
  path?: string
  port?: number
  address?: string
}

function systemTrouble(error: SystemError): Trouble | null {
  const { code, path, port, address } = error
  if (code === 'EADDRINUSE') {
    return new Trouble(`Port ${port} is taken by another program.`, {
      hint: `End that program, or choose another port: PORT=${(port ?? 3000) + 1} npm start`,
      cause: error,
    })
  }
  if (port !== undefined && (code === 'EACCES' || code === 'EADDRNOTAVAIL')) {
    const hint =
      code === 'EACCES' ? 'Set PORT to 1024 or above.' : "Set HOST to one of this machine's addresses."
    return new Trouble(`Cannot listen on ${address}:${port} (${code}).`, { hint, cause: error })
  }
  if (path === undefined || code === undefined) return null
  return new Trouble(`Cannot use ${path} (${code}).`, { hint: cures[code] ?? commonCure, cause: error })
}

const diskFull = 'The disk is full: free some space there, or name a place on another one, and run it again.'

const cures: Record<string, string> = {
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EROFS: 'That disk is read-only: name a place on another one.',
  EEXIST: 'Something else stands there: name another place.',
  ENOTDIR: 'A part of that path is a file and no folder: name another place.',
}
const commonCure =
  'Check that it exists and belongs to the user Keyhold runs as; `npx keyhold doctor` looks at everything.'

const unforeseen = (error: Error): Trouble =>
  new Trouble(`Something nobody foresaw: ${error.message}`, {
    hint: 'Run it again with KEYHOLD_DEBUG=1 to see where, and tell the makers of Keyhold.',
    cause: error,
  })

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
