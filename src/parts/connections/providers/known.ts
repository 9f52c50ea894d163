import { fitbit } from './fitbit.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import { microsoft } from './microsoft.ts'
import { oidc } from './oidc.ts'
import type { ListedProvider } from './provider.ts'
import { sandbox } from './sandbox.ts'
import { slack } from './slack.ts'
import { spotify } from './spotify.ts'
import { strava } from './strava.ts'
import { xero } from './xero.ts'

/** The providers that come with Keyhold. */
export const knownProviders: readonly ListedProvider[] = [
  strava,
  google,
  github,
  fitbit,
  spotify,
  microsoft,
  slack,
  xero,
]

/** Those that have no address of their own: listed when a base URL is configured for them. */
export const providersWithoutAddress: readonly ListedProvider[] = [oidc, sandbox]

/** Never listed in production. */
export const demoIds: ReadonlySet<string> = new Set([sandbox.id])
