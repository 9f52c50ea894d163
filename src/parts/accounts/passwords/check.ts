import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { accountSettings } from '../settings.ts'
import { isBreachedPassword } from './breached.ts'
import { isCommonPassword } from './common.ts'
import { spelled } from './hash.ts'

/** Longest password, bytes of UTF-8. */
export const longestPasswordBytes = 1024

/** Whose password it is to be; all that may be read off the account. */
export interface Names {
  username?: string | null | undefined
  address?: string | null | undefined
}

/**
 * Judges a password that somebody chose: long enough in characters (PASSWORD_MIN_LENGTH), at most 1024 bytes, none that is
 * guessed first, not the account's own name, and none that was published. Any characters will do, and none are asked for.
 * Not inside a transaction.
 * @throws PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, PASSWORD_COMMON, PASSWORD_IS_NAME, PASSWORD_BREACHED,
 * PASSWORD_BREACH_UNKNOWN
 */
export async function checkPassword(world: World, text: string, names: Names): Promise<void> {
  const password = spelled(text)
  const atLeast = world.settings(accountSettings).passwordMinLength
  if (Buffer.byteLength(password) > longestPasswordBytes) throw accountFaults.PASSWORD_TOO_LONG()
  if ([...password].length < atLeast) throw accountFaults.PASSWORD_TOO_SHORT({ atLeast })
  if (namesOf(world, names).has(password.toLowerCase())) throw accountFaults.PASSWORD_IS_NAME()
  if (await isCommonPassword(password)) throw accountFaults.PASSWORD_COMMON()
  if (await isBreachedPassword(world, password)) throw accountFaults.PASSWORD_BREACHED()
}

function namesOf(world: World, { username, address }: Names): ReadonlySet<string> {
  const { appName, keyholdUrl, frontendUrl } = world.settings(accountSettings)
  const service = ['keyhold', appName, keyholdUrl.hostname, frontendUrl?.hostname]
  const own = [username, address, address?.split('@')[0]]
  const known = [...own, ...service].filter((name) => typeof name === 'string' && name !== '')
  return new Set(known.map((name) => spelled(name!).toLowerCase()))
}
