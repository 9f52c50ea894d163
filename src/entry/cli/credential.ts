import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../kit/settings.ts'
import { operatorKeyFile } from '../node/secrets.ts'
import { exitCodes } from './exit-codes.ts'
import { homeOf } from '../node/home.ts'
import { Trouble } from './trouble.ts'

export interface Credential {
  kind: 'key' | 'operator'
  /** Sent as `Authorization: Bearer`. */
  secret: string
  /** The variable or file it was found in. */
  from: string
}

/** Nothing says who the CLI speaks as. */
export class NoCredential extends Trouble {}

/**
 * Who the CLI speaks as: the API key in KEYHOLD_API_KEY (or the file in KEYHOLD_API_KEY_FILE), else the operator by
 * KEYHOLD_OPERATOR_KEY or the home's own file. Never a flag: those end up in histories and process lists.
 * @throws NoCredential, exit code 4
 */
export function credentialOf(environment: Environment): Credential {
  const key = secretOf(environment, 'KEYHOLD_API_KEY')
  if (key) return { kind: 'key', secret: key, from: 'KEYHOLD_API_KEY' }
  const operatorKey = secretOf(environment, 'KEYHOLD_OPERATOR_KEY')
  if (operatorKey) return { kind: 'operator', secret: operatorKey, from: 'KEYHOLD_OPERATOR_KEY' }
  const from = join(homeOf(environment), operatorKeyFile)
  return { kind: 'operator', secret: fromFile(from), from }
}

function secretOf(environment: Environment, variable: string): string | undefined {
  const file = environment[`${variable}_FILE`]
  return environment[variable] || (file ? readFileSync(file, 'utf8').trim() : undefined)
}

function fromFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    throw noKey(path, (cause as { code?: string }).code, cause)
  }
}

function noKey(path: string, code: string | undefined, cause: unknown): NoCredential {
  const isAbsent = code === 'ENOENT'
  const title = isAbsent
    ? `There is no operator's key at ${path}.`
    : `The operator's key at ${path} cannot be read (${code}).`
  const hint = isAbsent
    ? 'Start the server once (npm start), name its home with KEYHOLD_HOME, or set KEYHOLD_API_KEY.'
    : 'Run this as the user the server runs as, or set KEYHOLD_API_KEY.'
  return new NoCredential(title, { exitCode: exitCodes.refused, hint, cause })
}
