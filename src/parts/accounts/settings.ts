import {
  address,
  defineSettings,
  feature,
  integer,
  Mistake,
  oneOf,
  type Reading,
  secret,
  text,
  type Values,
} from '../../kit/settings.ts'
import { consoleSettings } from './console-sign-in/settings.ts'
import { clerkSettings } from './outside/clerk-settings.ts'
import { issuerSettings } from './outside/issuer-settings.ts'
import { passkeyPages } from './passkeys/pages.ts'

const shape = {
  environment: oneOf(
    'ENVIRONMENT',
    'development or production (NODE_ENV=production counts too); production refuses example secrets. Default development.',
    ['development', 'production', 'test'] as const,
  ).default('development'),
  port: integer('PORT', 'Port to listen on, 0 for any. Default 3000.', { min: 0, max: 65_535 }).default(3000),
  host: text('HOST', 'Address to listen on. Default 127.0.0.1.').default('127.0.0.1'),
  logLevel: oneOf('LOG_LEVEL', 'debug, info, warn or error. Default warn, in production info.', [
    'debug',
    'info',
    'warn',
    'error',
  ] as const),
  keyholdUrl: {
    ...address(
      'KEYHOLD_URL',
      "Keyhold's own address, in connect links and redirect URIs. Default http://localhost:$PORT.",
    ),
    read: readOwnUrl,
  },
  hosts: {
    ...text(
      'KEYHOLD_HOSTS',
      'Further names, comma-separated, by which programs beside it call it, such as keyhold:3000. Default none.',
    ),
    read: readHosts,
  },
  appName: text(
    'KEYHOLD_APP_NAME',
    'Name of the home account\'s app on connect pages. Default: the host of FRONTEND_URL, else "this app".',
  ),
  operatorKey: secret(
    'KEYHOLD_OPERATOR_KEY',
    "The CLI's key, taken from loopback only. Made in the home (operator.key) at first run.",
  ),
  frontendOrigins: {
    ...text(
      'FRONTEND_ORIGINS',
      "Further origins, comma-separated, of the app's own pages: they may read the statistics, and sign people in and act for them by cookies. Always: FRONTEND_URL's.",
    ),
    read: readOrigins,
  },
  allowedOrigins: {
    ...text(
      'ALLOWED_ORIGINS',
      "Origins, comma-separated, whose pages may call source 000's functions from a browser, with a key and no cookie. Default none.",
    ),
    read: readOrigins,
  },
  frontendUrl: address(
    'FRONTEND_URL',
    "The app's address: browsers go there after /<provider>/callback. Default: Keyhold's own.",
  ),
  emailEnabled: feature(
    'EMAIL_ENABLED',
    'Whether addresses are to be proved, true or false. Default: what the operator switched, else whether mail can be sent.',
  ),
  twoFactorEnabled: feature(
    'TWO_FACTOR_ENABLED',
    'Whether second factors can be set up, true or false. Default: what the operator switched, else true.',
  ),
  csrfEnabled: feature(
    'CSRF_ENABLED',
    'Whether writes of signed-in browsers need the CSRF token, true or false (then what lacks it is only logged). Default: what the operator switched, else true.',
  ),
  stepUpMinutes: integer(
    'STEP_UP_MINUTES',
    'How long a proof of who somebody is counts for what reveals or changes a secret, minutes, 1 to 60. Default 10.',
    { min: 1, max: 60 },
  ).default(10),
  passwordMinLength: integer(
    'PASSWORD_MIN_LENGTH',
    'Shortest password that is taken, characters, 8 to 64; 15 where passwords are all there is. Default 12.',
    { min: 8, max: 64 },
  ).default(12),
  passwordQueue: integer(
    'PASSWORD_QUEUE',
    'How many passwords may wait to be hashed in one process, 1 to 10000; whoever comes then is sent away with 503. Default 100.',
    { min: 1, max: 10_000 },
  ).default(100),
  passwordBreachRanges: {
    ...text(
      'PASSWORD_BREACH_RANGES',
      'Where published passwords are looked up by the first five digits of the SHA-1: an address such as https://api.pwnedpasswords.com/range/, or a folder of the home with files such as 21BD1.txt. Default nowhere.',
    ),
    read: readRanges,
  },
  passwordBreachAway: oneOf(
    'PASSWORD_BREACH_AWAY',
    'What happens to a new password when that place does not answer: take or refuse. Default take.',
    ['take', 'refuse'] as const,
  ).default('take'),
  passkeyRpId: text(
    'PASSKEY_RP_ID',
    "The domain passkeys are made for: that of the pages, or one above it. Never change it, or none is known any more. Default: KEYHOLD_URL's host name.",
  ),
  passkeyOrigins: {
    ...text(
      'PASSKEY_ORIGINS',
      "Origins, comma-separated, whose pages may use passkeys. Default: KEYHOLD_URL's and FRONTEND_URL's.",
    ),
    read: readOrigins,
  },
  sessionAccessMinutes: integer(
    'SESSION_ACCESS_MINUTES',
    'How long a session goes without a refresh, minutes, 1 to 60; each is up to 5 % shorter, by chance. Default 30.',
    { min: 1, max: 60 },
  ).default(30),
  sessionIdleDays: integer(
    'SESSION_IDLE_DAYS',
    "A session that is not used for so long ends, days, 1 to 30 (an operator's after an hour). Default 7.",
    { min: 1, max: 30 },
  ).default(7),
  sessionAbsoluteDays: integer(
    'SESSION_ABSOLUTE_DAYS',
    "A session ends after so long however busy it is, days, 1 to 365 (an operator's after a day). Default 30.",
    { min: 1, max: 365 },
  ).default(30),
  sessionGraceSeconds: integer(
    'SESSION_GRACE_SECONDS',
    'How long a refresh token that was just used still gets the same successor, seconds, 0 to 300; then it counts as copied. Default 30.',
    { min: 0, max: 300 },
  ).default(30),
  sessionsPerPerson: integer(
    'SESSIONS_PER_PERSON',
    'How many sessions one person may have at once, 1 to 1000; the oldest end. Default 20.',
    { min: 1, max: 1000 },
  ).default(20),
  impersonation: feature(
    'IMPERSONATION',
    "Whether operators may look through a person's eyes, true or false: for half an hour, reading alone, and the person is told. Default false.",
  ),
  sessionAddresses: oneOf(
    'SESSION_ADDRESSES',
    'What is kept of the address a session began at, shown to its person alone: full, network (/24 or /48) or none. Default full.',
    ['full', 'network', 'none'] as const,
  ).default('full'),
  ...clerkSettings,
  ...issuerSettings,
  ...consoleSettings,
}

/** Where this deployment is and how its people reach it; shared by every part above. */
export const accountSettings = defineSettings('accounts', shape, (given) => [
  ...twoWordsOfOneIssuer(given),
  ...domainOfNoPage(given),
])

/** By which of the two its tokens are judged should not follow from an order. */
function twoWordsOfOneIssuer({ clerk, clerkIssuer, issuers }: Values<typeof shape>): string[] {
  const named = clerk && (clerkIssuer ?? clerk.issuer)
  return issuers.some(({ issuer }) => issuer === named)
    ? [`KEYHOLD_ISSUERS: holds ${named}, which CLERK_PUBLIC_KEY names, too; keep one`]
    : []
}

function domainOfNoPage(given: Values<typeof shape>): string[] {
  const { rpId, origins, barred } = passkeyPages(given)
  return given.passkeyRpId !== undefined && barred.length === origins.length
    ? [`PASSKEY_RP_ID: found "${rpId}", wants the host name of ${origins.join(' or ')}, or a domain above it`]
    : []
}

/** Null: the environment does not say. */
function readOrigins(raw: string | undefined): readonly string[] {
  const given = listed(raw)
  const wrong = given.find((part) => !/^https?:\/\/[^/?#@\s]+$/.test(part) || !URL.canParse(part))
  if (wrong !== undefined)
    throw new Mistake(`holds ${wrong}; wants origins such as https://app.example.org, without a path`)
  return given.map((part) => new URL(part).origin)
}

function readHosts(raw: string | undefined): readonly string[] {
  const given = listed(raw)
  const wrong = given.find(
    (part) => !/^[a-z0-9.-]+(:\d{1,5})?$/i.test(part) || !URL.canParse(`http://${part}`),
  )
  if (wrong !== undefined)
    throw new Mistake(`holds ${wrong}; wants names such as keyhold:3000, without a scheme or a path`)
  return given.map((part) => part.toLowerCase())
}

const listed = (raw: string | undefined): string[] =>
  (raw ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A wrong PORT is told by its own setting, not by an address that cannot be made from it. */
function readOwnUrl(raw: string | undefined, reading: Reading): URL {
  const given = raw ?? reading.environment.URL
  const own = `http://localhost:${reading.environment.PORT || 3000}`
  return (
    address('KEYHOLD_URL', '').read(given, reading) ??
    new URL(URL.canParse(own) ? own : 'http://localhost:3000')
  )
}

function readRanges(raw: string | undefined): URL | string | null {
  if (raw === undefined) return null
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(raw)) return raw
  if (/^https?:\/\/[^?#@]+$/.test(raw) && URL.canParse(raw)) return new URL(`${raw.replace(/\/+$/, '')}/`)
  throw new Mistake(
    `found "${raw}", wants an address such as https://api.pwnedpasswords.com/range/ or the name of a folder of the home`,
  )
}
