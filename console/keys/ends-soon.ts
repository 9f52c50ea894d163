import type { Key } from '../api.ts'
import { momentInWords } from '../kit/time.ts'

const soonMilliseconds = 14 * 86_400_000

/** "in 5 d 3 h" for a key that ends within two weeks; null for the others. */
export function endsSoon({ expiresAt }: Pick<Key, 'expiresAt'>, now: number): string | null {
  if (expiresAt === null) return null
  const at = Date.parse(expiresAt)
  return at > now && at - now < soonMilliseconds ? momentInWords(at, now) : null
}
