import { type FernetKey, FernetRefused, looksLikeFernet, openFernet } from '../../vault/index.ts'
import type { FailureReason } from './failures.ts'

/** Longest ciphertext that is looked at, characters; the source's columns hold 500. */
export const longestCiphertext = 4_000

const reasonOf = {
  MALFORMED: 'not_encrypted',
  VERSION: 'not_encrypted',
  WRONG_KEY_OR_ALTERED: 'wrong_key',
  PADDING: 'damaged',
  EXPIRED: 'damaged',
  FROM_THE_FUTURE: 'damaged',
} as const

/** A token is what was opened with the key and could be sent to a provider: nothing else is ever handed on as one. */
export function openedToken(
  key: FernetKey,
  ciphertext: string | null,
): { token: string } | { reason: FailureReason } {
  if (!ciphertext) return { reason: 'missing' }
  if (ciphertext.length > longestCiphertext) return { reason: 'too_long' }
  try {
    return judged(openFernet(key, ciphertext).toString('latin1'))
  } catch (error) {
    if (error instanceof FernetRefused) return { reason: reasonOf[error.reason] }
    throw error
  }
}

// RFC 6749, A.12: printable ASCII. A blank would end the token in a header.
const tokenForm = /^[\x21-\x7e]+$/

function judged(text: string): { token: string } | { reason: FailureReason } {
  if (text === '') return { reason: 'missing' }
  if (!tokenForm.test(text)) return { reason: 'no_token' }
  return looksLikeFernet(text) ? { reason: 'still_encrypted' } : { token: text }
}
