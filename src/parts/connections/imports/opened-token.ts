import {
  type FernetKey,
  FernetRefused,
  type HexRefusal,
  HexRefused,
  looksLikeFernet,
  openFernet,
} from '../../vault/index.ts'
import type { FailureReason } from './failures.ts'

/** Longest ciphertext of a token that is looked at, characters; the sources' columns hold far less. */
export const longestCiphertext = 4_000

/** What a ciphertext held. */
export type Opened = { bytes: Buffer } | { reason: FailureReason }
export type Opener = (ciphertext: string) => Opened

const fernetReasons = {
  MALFORMED: 'not_encrypted',
  VERSION: 'not_encrypted',
  WRONG_KEY_OR_ALTERED: 'wrong_key',
  PADDING: 'damaged',
  EXPIRED: 'damaged',
  FROM_THE_FUTURE: 'damaged',
} as const

const hexReasons = {
  MALFORMED: 'not_encrypted',
  WRONG_KEY_OR_ALTERED: 'wrong_key',
} as const satisfies Record<HexRefusal, FailureReason>

export const fernetOpener =
  (key: FernetKey): Opener =>
  (ciphertext) =>
    tried(() => openFernet(key, ciphertext))

/** What opens, or why it does not. */
export function tried(open: () => Buffer): Opened {
  try {
    return { bytes: open() }
  } catch (error) {
    if (error instanceof FernetRefused) return { reason: fernetReasons[error.reason] }
    if (error instanceof HexRefused) return { reason: hexReasons[error.reason] }
    throw error
  }
}

/** A token is what was opened with the key and could be sent to a provider: nothing else is ever handed on as one. */
export function openedToken(
  open: Opener,
  ciphertext: string | null,
): { token: string } | { reason: FailureReason } {
  if (!ciphertext) return { reason: 'missing' }
  if (ciphertext.length > longestCiphertext) return { reason: 'too_long' }
  const opened = open(ciphertext)
  return 'reason' in opened ? opened : judgedToken(opened.bytes.toString('latin1'))
}

// RFC 6749, A.12: printable ASCII. A blank would end the token in a header.
const tokenForm = /^[\x21-\x7e]+$/

/** Whether a text that was opened could be a token. */
export function judgedToken(text: string): { token: string } | { reason: FailureReason } {
  if (text === '') return { reason: 'missing' }
  if (!tokenForm.test(text)) return { reason: 'no_token' }
  return isCiphertext(text) ? { reason: 'still_encrypted' } : { token: text }
}

const labelledHex = /^\d+:[0-9a-f]{32}:[0-9a-f]{32}:(?:[0-9a-f]{2})*$/i

/** Whether a text is of the form in which one of the sources encrypts. */
const isCiphertext = (text: string): boolean =>
  looksLikeFernet(text) ||
  labelledHex.test(text) ||
  (text.startsWith('{') && text.includes('"authTag"') && text.includes('"encryptedData"'))
