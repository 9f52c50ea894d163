import { readFileSync } from 'node:fs'
import { isProduction, readConfig } from '../../config.ts'
import { type Environment, type Settings, SettingsError } from '../../kit/settings.ts'
import { parts } from '../../parts.ts'
import { askedKeyring } from '../../parts/vault/index.ts'
import { nodeTrouble, oldestNode } from '../cli/node-version.ts'

/**
 * The settings of a function: those of a server, but for what a home folder would have brought. Production, unless the
 * environment says otherwise.
 * @throws SettingsError with every mistake at once
 */
export function readFunctionSettings(
  given: Environment,
  nodeVersion = process.versions.node,
): { environment: Environment; settings: Settings } {
  const environment = withOwnCredentials(withKind(given))
  const mistakes = [...tooOld(nodeVersion), ...missingFrom(environment)]
  try {
    const settings = readConfig(environment, parts, (path) => readFileSync(path, 'utf8'))
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

/** Under AWS's own names a function finds the credentials of Netlify's role, and Netlify lets nobody set these. */
const withOwnCredentials = (environment: Environment): Environment => ({
  ...environment,
  AWS_ACCESS_KEY_ID: environment.KEYHOLD_AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY: environment.KEYHOLD_AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN: undefined,
  AWS_REGION: environment.KEYHOLD_AWS_REGION,
})

const tooOld = (nodeVersion: string): string[] =>
  nodeTrouble(nodeVersion) === null
    ? []
    : [
        `AWS_LAMBDA_JS_RUNTIME: the functions run on Node ${nodeVersion}; set it to nodejs${oldestNode}.x among the site's variables, and deploy again`,
      ]

function missingFrom(environment: Environment): string[] {
  const missing: string[] = []
  if (!environment.DATABASE_URL)
    missing.push(
      'DATABASE_URL: is missing, and a function has no database of its own; give the pooled address of a PostgreSQL 15 or newer',
    )
  if (!environment.KEYHOLD_URL && !environment.URL)
    missing.push("KEYHOLD_URL: is missing, and so is Netlify's URL; give the site's address")
  // In production the vault's own settings say so.
  if (!isProduction(environment) && askedKeyring(environment) === 'local' && !hasMasterKey(environment))
    missing.push(
      'KEYHOLD_MASTER_KEY: is missing, and a function has no home folder to keep one in; make one with: openssl rand -base64 32',
    )
  return missing
}

const hasMasterKey = ({ KEYHOLD_MASTER_KEY, KEYHOLD_MASTER_KEY_FILE }: Environment): boolean =>
  Boolean(KEYHOLD_MASTER_KEY || KEYHOLD_MASTER_KEY_FILE)
