import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { isProduction, readConfig } from '../../../config.ts'
import { type Environment, type Settings, SettingsError } from '../../../kit/settings.ts'
import { parts } from '../../../parts.ts'
import { askedKeyring } from '../../../parts/vault/index.ts'
import { masterKeyFile } from '../../node/secrets.ts'
import { homeOf } from '../../node/home.ts'
import { type Finding, fail, failed, ok } from './finding.ts'

/** The deployment that is looked at. */
export interface Subject {
  /** The variables as the server would have them. */
  environment: Environment
  /** The file the master key was taken from; `null` when the environment gave one, or there is none. */
  homeKeyFile: string | null
  /** Whether production's rules hold: by its own settings, or because --production asks. */
  production: boolean
  /** Absolute, without symbolic links. */
  home: string
  /** `null` when the configuration has mistakes. */
  settings: Settings | null
}

/** Reads the configuration as a start would, and changes nothing. */
export function subjectOf(
  given: Environment,
  wantsProduction: boolean,
): { subject: Subject; findings: Finding[] } {
  const production = wantsProduction || isProduction(given)
  const home = realHome(given)
  const homeKeyFile = production ? null : keyFileIn(given, home)
  const environment: Environment = {
    ...given,
    ...(production && { ENVIRONMENT: 'production' }),
    ...(homeKeyFile !== null && { KEYHOLD_MASTER_KEY: readOr(homeKeyFile) }),
  }
  const { settings, findings } = read(environment, production)
  return { subject: { environment, homeKeyFile, production, home, settings }, findings }
}

function realHome(environment: Environment): string {
  const home = homeOf(environment)
  return existsSync(home) ? realpathSync(home) : home
}

/** As a start does: the home's own key where none is given. */
function keyFileIn(given: Environment, home: string): string | null {
  const path = join(home, masterKeyFile)
  const isGiven = Boolean(given.KEYHOLD_MASTER_KEY ?? given.KEYHOLD_MASTER_KEY_FILE)
  return !isGiven && askedKeyring(given) === 'local' && existsSync(path) ? path : null
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined // the check of the key itself says so
  }
}

function read(
  environment: Environment,
  production: boolean,
): { settings: Settings | null; findings: Finding[] } {
  const rules = production ? "all settings are in order, by production's rules" : 'all settings are in order'
  try {
    const settings = readConfig(environment, parts, (path) => readFileSync(path, 'utf8'))
    return { settings, findings: [ok('configuration', rules)] }
  } catch (error) {
    if (error instanceof SettingsError)
      return { settings: null, findings: error.mistakes.map(mistakeFinding) }
    const fix = 'Mend or unset the variable that names this file, such as KEYHOLD_PROVIDERS_FILE.'
    return { settings: null, findings: [failed('configuration', error, fix)] }
  }
}

/** A mistake's words end with the cure, behind a semicolon, where there is one. */
function mistakeFinding(mistake: string): Finding {
  const [text = mistake, ...cure] = mistake.split('; ')
  const variable = /^[A-Z][A-Z0-9_]*/.exec(mistake)?.[0] ?? 'it'
  return fail('configuration', text, cure.join('; ') || `Set ${variable} so, or unset it.`)
}
