import { readConfig } from '../../src/config.ts'
import type { Settings } from '../../src/kit/settings.ts'
import { parts } from '../../src/parts.ts'
import { accessTokenSeconds, graceSeconds, type Kind, kinds } from './provider.ts'

const rules: Record<Kind, object> = {
  strict: { rotation: 'single_use' },
  grace: { rotation: 'single_use', graceSeconds },
  reuse: { rotation: 'family' },
  static: { rotation: 'none' },
  pair: { rotation: 'rotates', grant: 'per_pair' },
}

const origin = 'https://provider.test'
const byRefreshToken = {
  url: `${origin}/revoke`,
  authentication: 'client_secret_post',
  token: 'refresh_token',
}
const byAccessToken = {
  url: `${origin}/revoke`,
  authentication: 'bearer',
  token: 'none',
  needsLiveAccessToken: true,
  deadStatus: [401],
}

/** A provider of each kind, told to the house as an operator would: in a file. */
const providers = kinds.map((kind) => ({
  id: `sim-${kind}`,
  title: kind,
  authorizeUrl: `${origin}/authorize`,
  tokenUrl: `${origin}/token`,
  revoke: kind === 'pair' ? byAccessToken : byRefreshToken,
  scopes: {},
  identity: { from: 'token_answer', subject: ['/sub'] },
  accessTokenSeconds,
  ...rules[kind],
}))

export const providerIdOf = (kind: Kind): string => `sim-${kind}`

/** One configuration for every instance of every schedule. */
export const settings: Settings = readConfig(
  {
    KEYHOLD_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    INTERNAL_API_KEY: 'internal-key-of-the-simulation-0123456789',
    KEYHOLD_PROVIDERS_FILE: 'providers.json',
    ...Object.fromEntries(
      kinds.flatMap((kind) => [
        [`SIM_${kind.toUpperCase()}_CLIENT_ID`, 'id'],
        [`SIM_${kind.toUpperCase()}_CLIENT_SECRET`, 'secret'],
      ]),
    ),
  },
  parts,
  () => JSON.stringify(providers),
)
