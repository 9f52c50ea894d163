import { asProblem, Problem } from '../problem.ts'

/** The same for a first code of an app, a later one and a recovery code: which was asked for, stands at the field. */
const codeCure =
  'Type it again, or another one. Each is good once, and an app shows a new one every half a minute.'

/**
 * Cures as a person needs them; the server's are for who writes programs. They name no mail where one may sign in: not
 * every deployment sends any.
 */
const cures: Record<string, string> = {
  WRONG_CREDENTIALS: 'Check both. If you forgot the password, see below.',
  TOO_MANY_GUESSES: 'Wait for a while, use a browser in which you signed in before, or set a new password.',
  SECOND_STEP_FAILED: codeCure,
  CHALLENGE_GONE: 'Begin again with your address and password.',
  FACTOR_CODE_WRONG: codeCure,
  FACTOR_LOCKED: 'Wait for a while, or use a passkey.',
  FACTOR_ENROLLED: 'Take the app off first, then set up another one.',
  PASSKEY_REFUSED: 'Try it once more, or sign in another way.',
  PASSWORD_WRONG:
    'Type it again. If you forgot it, sign out: where you sign in you read how to set a new one.',
  MAIL_LINK_INVALID: 'It was used before, or a newer one took its place. Ask for another mail.',
  MAIL_LINK_EXPIRED: 'Ask for another mail.',
  EMAIL_NOT_VERIFIED: 'Follow the link in the mail that we sent you.',
  FEATURE_OFF: 'Whoever runs this deployment has switched it off.',
  ACTING_READS_ONLY: 'You are looking through somebody’s eyes. Sign out to be yourself again.',
  ADDRESS_UNCHANGED: 'Give another one.',
  VANITY_URL_TAKEN: 'Choose another; capitals do not make it one.',
  RATE_LIMITED: 'That was too often from here. Wait for the time below.',
  TOO_MANY_PASSKEYS: 'Remove one that you do not use any more.',
  FACTOR_NOT_FOUND: 'It was removed meanwhile. Reload the page.',
  FACTOR_NOT_SET_UP: 'Begin again with “Set up an app”.',
  PROFILE_EXISTS: 'You made it in another tab. Reload the page.',
  NO_SUCH_SESSION: 'It has ended already. Reload the page.',
  PROVED_ELSEWHERE: 'Change this there: it keeps the second steps and the address of this account.',
}

const titles: Record<string, string> = {
  MAIL_LINK_INVALID: 'This link is not good any more.',
  MAIL_LINK_EXPIRED: 'This link is too old.',
  EMAIL_NOT_VERIFIED: 'Confirm your address first.',
  WRONG_CREDENTIALS: 'The address or the password is wrong.',
  SECOND_STEP_FAILED: 'The code is wrong.',
  FACTOR_CODE_WRONG: 'The code is wrong.',
  FEATURE_OFF: 'This is switched off here.',
  PROVED_ELSEWHERE: 'Your organisation signs you in.',
}

/** In the place of asking for a link to set a new password with. */
export const noOwnReset =
  'You cannot have a link mailed to yourself here: ask whoever runs this deployment to mail you one.'

/** A problem in words for people. */
export function inWords(thrown: unknown): Problem {
  const problem = asProblem(thrown)
  const title = titles[problem.code] ?? problem.title
  return new Problem({ ...fieldsOf(problem), title, hint: cures[problem.code] ?? problem.hint })
}

const fieldsOf = ({ status, code, title, hint, requestId, retryAfterSeconds, members }: Problem) => ({
  status,
  code,
  title,
  hint,
  requestId,
  retryAfterSeconds,
  members,
})

export type Field = 'email' | 'username' | 'password' | 'vanityUrl'

function fieldOf(code: string): Field | undefined {
  if (/^ADDRESS_(INVALID|UNCHANGED)$/.test(code)) return 'email'
  if (code === 'USERNAME_INVALID') return 'username'
  if (code === 'VANITY_URL_TAKEN') return 'vanityUrl'
  return /^PASSWORD_(TOO|COMMON|IS_NAME|BREACHED)/.test(code) ? 'password' : undefined
}

/** What to say at a field, where the problem is about what was typed there. */
export function errorAt(field: Field, thrown: unknown): string | undefined {
  if (thrown === null || thrown === undefined) return undefined
  const problem = inWords(thrown)
  if (fieldOf(problem.code) !== field) return undefined
  const { atLeast } = problem.members
  if (typeof atLeast === 'number') return `It is too short: ${atLeast} characters are the least.`
  return [problem.title, problem.hint].filter(Boolean).join(' ')
}

/** Whether a problem stands at a field already. */
export const isAtField = (thrown: unknown): boolean => fieldOf(asProblem(thrown).code) !== undefined

const methodTitles: Record<string, string> = {
  pwd: 'password',
  otp: 'code of the app',
  rc: 'recovery code',
  hwk: 'passkey',
  ext: 'your organisation',
}

/** By what a session was begun, such as "password and code of the app". */
export const methodsInWords = (methods: readonly string[]): string =>
  methods.map((method) => methodTitles[method] ?? method).join(' and ')
