import { hash, randomBytes } from 'node:crypto'

/** An authorization code and what it is bound to. */
export interface Code {
  readonly text: string
  readonly clientId: string
  readonly athleteId: number
  readonly scopes: string[]
  readonly redirectUri: string
  /** S256 challenge of RFC 7636, when the app sent one. */
  readonly challenge: string | undefined
  readonly expiresAt: number
  /** The grant it was exchanged for; a code is good for one exchange. */
  usedForGrant: string | null
}

const codeSeconds = 600

export class Codes {
  readonly #codes = new Map<string, Code>()

  make(bound: Omit<Code, 'text' | 'expiresAt' | 'usedForGrant'>, now: number): Code {
    const text = randomBytes(20).toString('hex')
    const code = { ...bound, text, expiresAt: now + codeSeconds * 1000, usedForGrant: null }
    this.#codes.set(text, code)
    return code
  }

  find(text: string | undefined): Code | undefined {
    return text === undefined ? undefined : this.#codes.get(text)
  }
}

/**
 * Whether the verifier fits the challenge. A verifier where no challenge was given is refused too (RFC 9700 2.1.1),
 * unless the profile does not look at it.
 */
export function isProven(code: Code, verifier: string | undefined, ignoresStrayVerifier: boolean): boolean {
  if (code.challenge === undefined) return verifier === undefined || ignoresStrayVerifier
  if (verifier === undefined || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false
  return hash('sha256', verifier, 'base64url') === code.challenge
}
