import type { Settings } from '../../../kit/settings.ts'
import { accountSettings } from '../../accounts/index.ts'
import { releaseSettings } from '../settings.ts'

/** The address by which a journey calls this deployment itself, without a slash at its end. */
export function ownAddress(settings: Settings): string {
  const url = settings(releaseSettings).apiBaseUrl ?? settings(accountSettings).keyholdUrl
  return url.href.replace(/[?#].*$/, '').replace(/\/+$/, '')
}

/** Where the console shows a run. */
export const pageOfRun = (settings: Settings, journey: string, runId: string): string =>
  new URL(`/releases/journeys/${journey}/${runId}`, settings(accountSettings).keyholdUrl).href

/** This deployment's own. */
export const ownOrigins = (settings: Settings): string[] => [new URL(ownAddress(settings)).origin]

/** Origins that may lie on private addresses for the home account's journeys: no other call gets there. */
export const homeOrigins = (settings: Settings): string[] => [
  ...ownOrigins(settings),
  ...settings(releaseSettings).journeyOrigins,
]
