import { accountFaults } from '../faults.ts'
import { isBearableHash } from './hash.ts'

/**
 * A hash that another system kept, as it can be kept here: argon2 and scrypt as PHC strings, scrypt as Better Auth keeps it,
 * bcrypt. The first right sign-in replaces it by argon2id of today's cost.
 * @throws PASSWORD_HASH_UNKNOWN for another kind, or one that costs more than a sign-in may
 */
export function importedHash(text: string): string {
  if (!isBearableHash(text)) throw accountFaults.PASSWORD_HASH_UNKNOWN()
  return text
}
