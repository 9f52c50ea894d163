import { fromBase32 } from '../../src/parts/accounts/factors/base32.ts'
import { codeAt, stepOf, stepSeconds } from '../../src/parts/accounts/factors/totp.ts'

/**
 * An app that was given a secret as text. Each code is of a later half minute than the one before, as each is
 * good once: two are good at any time, a third may have to wait.
 */
export function authenticatorApp(secret: string): { nextCode(): string } {
  const key = fromBase32(secret)!
  let last = 0
  return {
    nextCode() {
      const now = new Date()
      // The half minute that has passed counts yet, unless this one is about to pass, too.
      const isLate = (now.getTime() / 1000) % stepSeconds > stepSeconds / 2
      last = Math.max(last + 1, stepOf(now) - (isLate ? 0 : 1))
      return codeAt(key, last)
    },
  }
}
