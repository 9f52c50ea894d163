import { defineSettings, Mistake, type Reading, secret, type Setting, text } from '../../kit/settings.ts'
import {
  type Catalogue,
  mistakeText,
  type ProviderApp,
  readCatalogue,
  variablePrefixOf,
} from './providers/index.ts'

const providersFile = text(
  'KEYHOLD_PROVIDERS_FILE',
  'JSON file with providers of your own, which add to or override ours.',
)

const baseUrlPattern = /^([A-Z][A-Z0-9_]*)_BASE_URL$/

/** `MY_IDP_BASE_URL` by id; ids have hyphens where variables have underscores. */
function baseUrlsOf(reading: Reading): Record<string, string> {
  const urls: Record<string, string> = {}
  for (const [name, value] of Object.entries(reading.environment)) {
    const prefix = baseUrlPattern.exec(name)?.[1]
    if (prefix && value) urls[prefix.toLowerCase().replaceAll('_', '-')] = value
  }
  return urls
}

function readText({ readFile }: Reading, variable: string, path: string): string {
  try {
    return readFile(path)
  } catch (cause) {
    throw new Mistake(
      `the file ${path} in ${variable} cannot be read (${(cause as { code?: string }).code ?? 'error'}); check its path and its owner`,
    )
  }
}

function catalogueOf(reading: Reading): Catalogue {
  const path = reading.environment.KEYHOLD_PROVIDERS_FILE
  const userFiles = path ? [{ name: path, text: readText(reading, 'KEYHOLD_PROVIDERS_FILE', path) }] : []
  return readCatalogue({ userFiles, baseUrls: baseUrlsOf(reading), production: reading.production })
}

const catalogue: Setting<Catalogue['providers']> = {
  ...providersFile,
  read(_raw, reading) {
    const read = catalogueOf(reading)
    if (read.mistakes.length > 0) throw new Mistake(read.mistakes.map(mistakeText).join('; '))
    return read.providers
  },
}

/** Our registration at every provider that has one in the environment. */
const apps: Setting<ReadonlyMap<string, ProviderApp>> = {
  variable: '<PROVIDER>_CLIENT_ID',
  isSecret: false,
  text: 'Client id of our app at a provider; with <PROVIDER>_CLIENT_SECRET (two, comma-separated and newest first, while one replaces the other).',
  read(_raw, reading) {
    const found = new Map<string, ProviderApp>()
    for (const [id, { pkce }] of catalogueOf(reading).providers) {
      const prefix = variablePrefixOf(id)
      const clientId = reading.environment[`${prefix}_CLIENT_ID`]
      const secrets = secretOf(reading, `${prefix}_CLIENT_SECRET`)
      if (!clientId && secrets.length === 0) continue
      if (!clientId)
        throw new Mistake(`${prefix}_CLIENT_SECRET is set and ${prefix}_CLIENT_ID is not; set both`)
      // A public client proves itself by PKCE (RFC 7636), where the provider takes that.
      if (secrets.length === 0 && !pkce)
        throw new Mistake(`${prefix}_CLIENT_ID is set and ${prefix}_CLIENT_SECRET is not; set both`)
      if (secrets.length > 2)
        throw new Mistake(
          `${prefix}_CLIENT_SECRET holds ${secrets.length} secrets; two at most, newest first`,
        )
      found.set(id, { clientId, clientSecrets: secrets })
    }
    return found
  },
}

function secretOf(reading: Reading, variable: string): string[] {
  const { environment } = reading
  const file = environment[`${variable}_FILE`]
  const value = environment[variable] || (file ? readText(reading, `${variable}_FILE`, file) : '')
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Addresses that only some providers use: a redirect URI of one's own, the account that may own the deployment. */
const perProvider = (suffix: string, about: string): Setting<ReadonlyMap<string, string>> => ({
  variable: `<PROVIDER>_${suffix}`,
  isSecret: false,
  text: about,
  read(_raw, reading) {
    const found = new Map<string, string>()
    for (const id of catalogueOf(reading).providers.keys()) {
      const value = reading.environment[`${variablePrefixOf(id)}_${suffix}`]
      if (value) found.set(id, value)
    }
    return found
  },
})

/** For fault tests, which would else wait minutes for a deadline. */
const deadlineScale: Setting<number> = {
  variable: 'KEYHOLD_TEST_DEADLINE_SCALE',
  isSecret: false,
  text: 'Shortens the deadlines of the refresh protocol; heeded with NODE_ENV=test alone. Default 1.',
  read: (raw, { environment }) => (environment.NODE_ENV === 'test' && raw !== undefined ? Number(raw) : 1),
}

export const connectionSettings = defineSettings('connections', {
  catalogue,
  apps,
  redirectUris: perProvider(
    'REDIRECT_URI',
    'The redirect URI registered at the provider, when it is not $KEYHOLD_URL/<provider>/callback.',
  ),
  ownerIds: perProvider('OWNER_ID', 'The account there that may own this deployment.'),
  baseUrls: {
    ...text(
      '<PROVIDER>_BASE_URL',
      'Another origin for every address of a provider, such as a stand-in on loopback; https in production.',
    ),
    read: (_raw: string | undefined, reading: Reading) => baseUrlsOf(reading),
  },
  deadlineScale,
  stateSecret: secret(
    'STATE_SECRET',
    'Taken so that a configuration of 002 starts unchanged; states are single-use rows here and need no secret.',
  ),
})
