import { readFileSync } from 'node:fs'
import { readSettings, SettingsError } from '../../../kit/settings.ts'
import { accountSettings } from '../../../parts/accounts/index.ts'
import { connectionSettings } from '../../../parts/connections/index.ts'
import type { Subject } from './subject.ts'

export interface Addresses {
  /** Where people and providers reach this deployment. */
  keyholdUrl: URL
  /** Whether somebody set it; else it is the default on localhost. */
  isGiven: boolean
  /** Redirect URIs that were set, by provider. */
  redirectUris: ReadonlyMap<string, string>
  /** Ids of the providers that are set up. */
  configured: readonly string[]
}

/** The addresses a start would use, whatever else is wrong with the configuration; `null` when they are what is wrong. */
export function addressesOf({ environment }: Subject): Addresses | null {
  const reading = { environment, production: false, readFile: (path: string) => readFileSync(path, 'utf8') }
  try {
    const settings = readSettings(reading, [accountSettings, connectionSettings])
    const { redirectUris, apps } = settings(connectionSettings)
    return {
      keyholdUrl: settings(accountSettings).keyholdUrl,
      isGiven: Boolean(environment.KEYHOLD_URL || environment.URL),
      redirectUris,
      configured: [...apps.keys()],
    }
  } catch (error) {
    if (error instanceof SettingsError) return null
    throw error
  }
}
