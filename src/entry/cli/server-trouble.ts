import { type ExitCode, exitCodeOfStatus, exitCodes } from './exit-codes.ts'
import { nextAfter } from './next-step.ts'
import { Trouble } from './trouble.ts'

/** How long an answer is waited for: a token read may wait 30 s for a refresh that another reader began. */
export const patienceMilliseconds = 60_000

/** Something else answers at that address. */
export const isNotOurs = (url: URL, status: number): Trouble =>
  new Trouble(`What answers at ${url.origin} is not Keyhold (HTTP ${status}).`, {
    hint: 'Name the right address with --url or KEYHOLD_URL, or the port with PORT.',
  })

/** An RFC 9457 problem document, as far as it is checked: a stranger may answer at the address. */
export type Problem = Readonly<Record<string, unknown>> & { title: string }

/** The problem that an answer is, if it is one: of ours, or in the form of source 004 (`error` in words, and a `code`). */
export function problemIn(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null) return null
  const { title, error, ...rest } = value as Record<string, unknown>
  if (typeof title === 'string') return value as Problem
  return typeof error === 'string' && typeof rest.code === 'string' ? { ...rest, title: error } : null
}

/** A fault of the server in the CLI's words. `from`: where the credential that it may have refused came from. */
export function problemTrouble(problem: Problem, status: number, from: string): Trouble {
  const exitCode = exitCodeOfStatus(status)
  const code = textIn(problem, 'code')
  return new Trouble(problem.title, {
    exitCode,
    code,
    hint: textIn(problem, 'hint'),
    next: code && nextAfter(code, textIn(problem, 'connectionId')),
    requestId: textIn(problem, 'requestId'),
    retryAfterSeconds: typeof problem.retryAfter === 'number' ? problem.retryAfter : undefined,
    details: [...membersIn(problem), ...(exitCode === exitCodes.refused ? [`called with: ${from}`] : [])],
  })
}

const textIn = (problem: Problem, name: string): string | undefined =>
  typeof problem[name] === 'string' ? problem[name] : undefined

const saidOtherwise = new Set([
  'type',
  'title',
  'status',
  'code',
  'hint',
  'requestId',
  'retryAfter',
  'retryAfterSeconds',
])

/** What else the server said: which field is wrong, on which line of a document, which variables are missing. */
const membersIn = (problem: Problem): string[] =>
  Object.entries(problem).flatMap(([name, value]) => {
    if (saidOtherwise.has(name) || value === null) return []
    return isPlaces(value) ? value.map(placeWords) : [`${name}: ${wordsOf(value)}`]
  })

interface Place {
  file?: string
  line?: number
  at?: string
  wants?: string
  message?: string
}

const isPlaces = (value: unknown): value is Place[] =>
  Array.isArray(value) && value.every((each) => typeof sayingOf(Object(each)) === 'string')

const sayingOf = ({ wants, message }: Place): string | undefined => wants ?? message

const placeWords = (place: Place): string =>
  [place.file, place.line === undefined ? undefined : `line ${place.line}`, place.at, sayingOf(place)]
    .filter((part) => part !== undefined)
    .join(': ')

const wordsOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(wordsOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export const sentElsewhere = (url: URL, response: Response): Trouble =>
  new Trouble(`${url.origin} sends callers on to ${response.headers.get('location') ?? 'another address'}.`, {
    hint: 'Name the address it sends to with --url or KEYHOLD_URL; a credential is not carried along.',
  })

export function notReached(
  url: URL,
  error: unknown,
  waitedMilliseconds: number = patienceMilliseconds,
): Trouble {
  const { exitCode, title, hint } = whyNotReached(url, error, waitedMilliseconds)
  return new Trouble(title, { exitCode, hint, cause: error })
}

function whyNotReached(
  url: URL,
  error: unknown,
  waitedMilliseconds: number,
): { exitCode: ExitCode; title: string; hint: string } {
  const exitCode = exitCodes.unavailable
  if ((error as Error).name === 'TimeoutError') {
    return {
      exitCode,
      title: `${url.origin} did not answer within ${waitedMilliseconds / 1000} s.`,
      hint: 'Try again; `npx keyhold doctor` looks what is wrong.',
    }
  }
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') {
    return {
      exitCode,
      title: `No server runs at ${url.origin}.`,
      hint: 'Start it with: npm start (or name another with --url or KEYHOLD_URL)',
    }
  }
  return {
    exitCode,
    title: `${url.origin} cannot be reached (${code}).`,
    hint: 'Check the address in --url or KEYHOLD_URL.',
  }
}

/** fetch hides why it failed in its cause; for a name with several addresses, in that one's list. */
function codeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string; errors?: { code?: string }[] } }
  return cause?.code ?? cause?.errors?.[0]?.code ?? cause?.message ?? (error as Error).message
}
