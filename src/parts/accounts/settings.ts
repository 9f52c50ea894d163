import {
  address,
  defineSettings,
  integer,
  Mistake,
  oneOf,
  type Reading,
  secret,
  text,
} from '../../kit/settings.ts'

/** Where this deployment is and how its people reach it; shared by every part above. */
export const accountSettings = defineSettings('accounts', {
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
      "Further origins, comma-separated, whose pages may read the statistics from a browser. Always: FRONTEND_URL's.",
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
})

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
