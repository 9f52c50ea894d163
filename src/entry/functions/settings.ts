import { readFileSync } from 'node:fs'
import { isProduction, readConfig } from '../../config.ts'
import { type Environment, Mistake, rawValue, SettingsError } from '../../kit/settings.ts'
import { parts } from '../../parts.ts'
import { askedKeyring } from '../../parts/vault/index.ts'
import { nodeTrouble } from '../cli/node-version.ts'
import type { Configuration } from './instance.ts'

/** What sets a platform of functions apart from the others. */
export interface Platform {
  /** The variable that changes Node's version there, and how. */
  olderNode(nodeVersion: string): string
  /** What is missing where neither KEYHOLD_URL nor URL is given. */
  missingUrl: string
}

/**
 * The settings of a function: those of a server, but for what a home folder would have brought. Production, unless the
 * environment says otherwise.
 * @throws SettingsError with every mistake at once
 */
export function readSettingsOf(
  platform: Platform,
  given: Environment,
  nodeVersion = process.versions.node,
): Configuration {
  const mistakes = nodeTrouble(nodeVersion) === null ? [] : [platform.olderNode(nodeVersion)]
  const environment = withDatabase(withKind(given), mistakes)
  mistakes.push(...missingFrom(environment, platform))
  try {
    const settings = readConfig(environment, parts, readFile)
    if (mistakes.length === 0) return { environment, settings }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    mistakes.push(...error.mistakes)
  }
  throw new SettingsError(mistakes)
}

const withKind = (environment: Environment): Environment =>
  environment.NODE_ENV || environment.ENVIRONMENT
    ? environment
    : { ...environment, ENVIRONMENT: 'production' }

const readFile = (path: string): string => readFileSync(path, 'utf8')

/** The database's address holds a password, so it may stand in a file as other secrets do. */
function withDatabase(environment: Environment, mistakes: string[]): Environment {
  try {
    const setting = { variable: 'DATABASE_URL', isSecret: true }
    const address = rawValue(setting, { environment, production: false, readFile })
    return { ...environment, DATABASE_URL: address }
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    mistakes.push(`DATABASE_URL: ${error.message}`)
    return environment
  }
}

function missingFrom(environment: Environment, { missingUrl }: Platform): string[] {
  const missing: string[] = []
  if (!environment.DATABASE_URL && !environment.DATABASE_URL_FILE)
    missing.push(
      'DATABASE_URL: is missing, and a function has no database of its own; give the pooled address of a PostgreSQL 15 or newer',
    )
  if (!environment.KEYHOLD_URL && !environment.URL) missing.push(missingUrl)
  // In production the vault's own settings say so.
  if (!isProduction(environment) && askedKeyring(environment) === 'local' && !hasMasterKey(environment))
    missing.push(
      'KEYHOLD_MASTER_KEY: is missing, and a function has no home folder to keep one in; make one with: openssl rand -base64 32',
    )
  return missing
}

const hasMasterKey = ({ KEYHOLD_MASTER_KEY, KEYHOLD_MASTER_KEY_FILE }: Environment): boolean =>
  Boolean(KEYHOLD_MASTER_KEY || KEYHOLD_MASTER_KEY_FILE)
