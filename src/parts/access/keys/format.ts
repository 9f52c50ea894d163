import { crc32 } from 'node:zlib'

/**
 * `kh_<live|test>_<27 base62><6 base62>`: 160 random bits and a CRC-32 of everything before it. A scanner and our log
 * can name it; a mistyped key is refused without a query.
 */
export const keyPattern = /^kh_(live|test)_[0-9A-Za-z]{33}$/

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 27
const checksumLength = 6

export function makeKey(environment: 'live' | 'test', random: (bytes: number) => Buffer): string {
  const before = `kh_${environment}_${base62(BigInt(`0x${random(20).toString('hex')}`), bodyLength)}`
  return before + checksum(before)
}

/** Whether it is of a key's form and its checksum is right. */
export const isKey = (text: string): boolean =>
  keyPattern.test(text) && text.slice(-checksumLength) === checksum(text.slice(0, -checksumLength))

const checksum = (text: string): string => base62(BigInt(crc32(text)), checksumLength)

function base62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  for (let place = 0; place < length; place++) {
    text = alphabet[Number(rest % 62n)] + text
    rest /= 62n
  }
  return text
}
