import { defineSettings, Mistake, oneOf, secret, text } from '../../kit/settings.ts'
import { modes } from './anomalies/rules/ladder.ts'

export const accessSettings = defineSettings('access', {
  internalApiKey: secret(
    'INTERNAL_API_KEY',
    'A fixed machine key of the home account (connections, data and release checks). Production wants it, 32 bytes or more; elsewhere optional.',
    { requiredInProduction: true },
  ),
  adminKey: secret(
    'ADMIN_KEY',
    "Opens source 000's api-key-manager, which makes keys for single users of the home account. Default none: it is closed. Production wants 32 bytes or more.",
    { longInProduction: true },
  ),
  anomalies: oneOf(
    'KEYHOLD_ANOMALIES',
    'What is done about keys and networks that are used oddly: off, observe (write it down), certain (and act on what is certain) or act (slow down, refuse, suspend). Default certain.',
    modes,
  ).default('certain' as const),
  honeyPaths: {
    ...text(
      'KEYHOLD_HONEY_PATHS',
      'Further paths, comma-separated, that only those ask for who look for a way in; what begins so is meant. Default none beside the built-in ones.',
    ),
    read: (raw: string | undefined) => pathsIn(raw ?? ''),
  },
})

/** A mistyped address below one of these is an honest one's. */
const ownBeginnings = [
  '/.netlify/functions/',
  '/api/',
  '/auth/',
  '/connect/',
  '/docs',
  '/functions/v1/',
  '/internal/',
  '/openapi.json',
  '/profiles',
  '/webhooks/',
]
const leastLetters = 4

/** @throws Mistake for what is no path, or is the beginning of honest ones */
function pathsIn(list: string): readonly string[] {
  const paths = list
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '')
  const odd = paths.find(
    (path) =>
      !path.startsWith('/') ||
      path.length < leastLetters ||
      ownBeginnings.some((own) => own.startsWith(path.toLowerCase())),
  )
  if (odd !== undefined)
    throw new Mistake(
      `found "${odd}", wants paths such as /backup.sql that no address of Keyhold begins with`,
    )
  return paths
}
