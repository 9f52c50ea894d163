import type { Environment } from '../../../kit/settings.ts'
import { type Finding, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** Variables that come along from source system 002, and mean something else here or nothing. */
export const movedFindings = ({ environment }: Subject): Finding[] => [
  ...encryptionKeyFindings(environment),
  stateSecretFinding(environment),
  ...databaseFindings(environment),
]

const shortestBytes = 32

/** A key that differs by one character opens nothing, and nobody sees the quotes around it. */
function encryptionKeyFindings({ ENCRYPTION_KEY: key, ENCRYPTION_KEY_FILE: file }: Environment): Finding[] {
  if (!key) return file ? [ok('encryption_key', 'given in a file; it opens imported rows, nothing else')] : []
  if (/^\s|\s$|^(["']).*\1$/.test(key))
    return [
      warn(
        'encryption_key',
        'ENCRYPTION_KEY begins or ends with a blank or a quote: rows that were encrypted without it do not open',
        'set ENCRYPTION_KEY to the value itself; docker compose config shows the one the old system had',
      ),
    ]
  if (/^<.*>$/.test(key))
    return [
      warn(
        'encryption_key',
        'ENCRYPTION_KEY is the placeholder of an example',
        'set ENCRYPTION_KEY to the one the old system ran with, or unset it when nothing is to be imported',
      ),
    ]
  const bytes = Buffer.byteLength(key)
  const text = 'ENCRYPTION_KEY opens imported rows, nothing else; what seals here is KEYHOLD_MASTER_KEY'
  if (bytes >= shortestBytes) return [ok('encryption_key', text)]
  return [
    warn(
      'encryption_key',
      `ENCRYPTION_KEY has ${bytes} bytes where the old system’s instructions make ${shortestBytes} or more: is it whole?`,
      'compare it with the old system’s .env; try it with: npx keyhold import 002 --from postgres://... --dry-run',
    ),
  ]
}

/** There a missing one made every callback fail. */
const stateSecretFinding = ({ STATE_SECRET, STATE_SECRET_FILE }: Environment): Finding =>
  STATE_SECRET || STATE_SECRET_FILE
    ? ok('state_secret', 'STATE_SECRET is set and not used: a state is a row that is good for one use')
    : ok(
        'state_secret',
        'STATE_SECRET is not set, and nothing needs it: a state is a row that is good for one use',
      )

/** There these made the address of the database. */
function databaseFindings({
  DATABASE_URL,
  POSTGRES_USER,
  POSTGRES_PASSWORD,
  POSTGRES_DB,
}: Environment): Finding[] {
  if (DATABASE_URL || (!POSTGRES_PASSWORD && !POSTGRES_DB)) return []
  const address = `postgres://${POSTGRES_USER || 'login'}@host:5432/${POSTGRES_DB || 'database'}`
  return [
    warn(
      'database_variables',
      'POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB are not read, so the embedded database is used',
      `set DATABASE_URL=${address} with its password behind the login, or unset the three`,
    ),
  ]
}
