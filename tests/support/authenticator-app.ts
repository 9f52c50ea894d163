import { codeAt, stepOf, stepSeconds } from '../../src/parts/accounts/factors/totp.ts'

const symbols = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * An app that was given a secret as text. Each code is of a later half minute than the one before, as each is
 * good once: two are good at any time, a third may have to wait.
 */
export function authenticatorApp(secret: string): { nextCode(): string } {
  const bits = [...secret].map((symbol) => symbols.indexOf(symbol).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
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
