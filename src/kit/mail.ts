import { z } from 'zod'

/** One mail to one person. */
export interface Letter {
  /** Permanent: sent again it has the same Message-ID (or Idempotency-Key), by which it is known. */
  id: string
  to: string
  subject: string
  text: string
  /** The same for who sees it drawn. */
  html: string
}

/** The way out for mail. Addresses and texts go into no log. */
export interface Mail {
  /**
   * Resolves once the server has taken the letter for its receiver.
   * @throws MailTrouble
   */
  send(letter: Letter): Promise<void>
}

/** `refused`: this letter, for good. `later`: this letter, now. `away`: nothing can be sent at the moment. */
export type MailTroubleKind = 'refused' | 'later' | 'away'

export class MailTrouble extends Error {
  override readonly name = 'MailTrouble'
  readonly kind: MailTroubleKind
  /** Such as ECONNECTION or smtp_550; never what the server said, which holds addresses. */
  readonly code: string
  constructor(kind: MailTroubleKind, code: string) {
    super(`the mail was not taken: ${code}`)
    this.kind = kind
    this.code = code
  }
}

const longest = 254
// One address and nothing else: what could begin another receiver, a name or a header is no part of it.
const addressPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/

/** Of people whom a journey makes up. RFC 2606 keeps `.invalid` from ever being anybody's; mail to them never leaves. */
export const syntheticDomain = 'synthetic.invalid'
export const isSyntheticAddress = (address: string): boolean =>
  address.toLowerCase().endsWith(`@${syntheticDomain}`)

export const isMailAddress = (text: string): boolean =>
  text.length <= longest && !text.includes('..') && addressPattern.test(text)

export const mailAddress = z
  .string()
  .refine(isMailAddress, { error: 'wants an e-mail address, such as ada@example.org' })
