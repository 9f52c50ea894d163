import type { Part } from './kit/part.ts'
import { type Environment, readSettings, type Reading, type Settings } from './kit/settings.ts'

/** Production refuses generated and example secrets. */
export const isProduction = (environment: Environment): boolean =>
  environment.NODE_ENV === 'production' || environment.ENVIRONMENT === 'production'

/**
 * Reads the settings of all parts.
 * @throws SettingsError with every mistake at once
 */
export function readConfig(
  environment: Environment,
  parts: readonly Part[],
  readFile: (path: string) => string,
): Settings {
  const production = isProduction(environment)
  const effective: Environment = production ? { ...environment, ENVIRONMENT: 'production' } : environment
  const reading: Reading = { environment: effective, production, readFile }
  return readSettings(
    reading,
    parts.flatMap((part) => part.settings ?? []),
  )
}
