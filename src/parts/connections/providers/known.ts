import { atlassian } from './atlassian.ts'
import { bitbucket } from './bitbucket.ts'
import { discord } from './discord.ts'
import { dropbox } from './dropbox.ts'
import { fitbit } from './fitbit.ts'
import { garmin } from './garmin.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { hubspot } from './hubspot.ts'
import { linear } from './linear.ts'
import { linkedin } from './linkedin.ts'
import { microsoft } from './microsoft.ts'
import { notion } from './notion.ts'
import { oidc } from './oidc.ts'
import { oura } from './oura.ts'
import { polar } from './polar.ts'
import type { ListedProvider } from './provider.ts'
import { quickbooks } from './quickbooks.ts'
import { salesforce } from './salesforce.ts'
import { sandbox } from './sandbox.ts'
import { slack } from './slack.ts'
import { spotify } from './spotify.ts'
import { strava } from './strava.ts'
import { withings } from './withings.ts'
import { xero } from './xero.ts'
import { zoom } from './zoom.ts'

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
  garmin,
  withings,
  polar,
  notion,
  gitlab,
  bitbucket,
  dropbox,
  hubspot,
  salesforce,
  quickbooks,
  zoom,
  discord,
  linear,
  atlassian,
  linkedin,
  oura,
]

/** Those that have no address of their own: listed when a base URL is configured for them. */
export const providersWithoutAddress: readonly ListedProvider[] = [oidc, sandbox]

/** Never listed in production. */
export const demoIds: ReadonlySet<string> = new Set([sandbox.id])
