import type { Mail } from '../../kit/mail.ts'

export interface Postbox extends Mail {
  /** Whether what takes mail is there and lets us in. @throws MailTrouble */
  check(): Promise<void>
}
