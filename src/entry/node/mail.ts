import { createTransport } from 'nodemailer'
import { isMailAddress, type Letter, type Mail, MailTrouble, type MailTroubleKind } from '../../kit/mail.ts'
import type { Sender, SmtpServer } from '../../parts/connections/index.ts'

const connectMilliseconds = 10_000
const silenceMilliseconds = 15_000

export interface Postbox extends Mail {
  /** Whether the server is there and lets us in. @throws MailTrouble */
  check(): Promise<void>
}

/** The server that the settings name; nothing is dialled before the first letter. Null when none is named. */
export function openMail(
  smtp: SmtpServer | null,
  from: Sender | null,
  { ca }: { ca?: string } = {},
): Postbox | null {
  if (!smtp || !from) return null
  const transport = createTransport(optionsOf(smtp, ca))
  return {
    async send(letter) {
      // The library would read a list of addresses out of one.
      if (!isMailAddress(letter.to)) throw new MailTrouble('refused', 'address')
      try {
        await transport.sendMail(mailOf(letter, from))
      } catch (error) {
        throw troubleOf(error)
      }
    },
    async check() {
      try {
        await transport.verify()
      } catch (error) {
        throw troubleOf(error)
      }
    },
  }
}

const optionsOf = ({ host, port, isTls, isLoopback, login }: SmtpServer, ca?: string) => ({
  host,
  port,
  secure: isTls,
  // Without STARTTLS nothing is said, no password either; on this machine there is nobody to listen.
  requireTLS: !isTls && !isLoopback,
  ignoreTLS: !isTls && isLoopback,
  tls: { minVersion: 'TLSv1.2' as const, ...(ca !== undefined && { ca }) },
  ...(login && { auth: { user: login.user, pass: login.password } }),
  connectionTimeout: connectMilliseconds,
  greetingTimeout: connectMilliseconds,
  dnsTimeout: connectMilliseconds,
  socketTimeout: silenceMilliseconds,
  disableFileAccess: true,
  disableUrlAccess: true,
})

const mailOf = ({ id, to, subject, text }: Letter, from: Sender) => ({
  from,
  to: { name: '', address: to },
  envelope: { from: from.address, to: [to] },
  subject,
  text,
  messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

/** Only codes: what a server says holds addresses. */
function troubleOf(error: unknown): MailTrouble {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  const ofLetter = code === 'EENVELOPE' || code === 'EMESSAGE'
  const kind: MailTroubleKind = !ofLetter ? 'away' : (responseCode ?? 0) >= 500 ? 'refused' : 'later'
  return new MailTrouble(kind, ofLetter && responseCode ? `smtp_${responseCode}` : (code ?? 'unknown'))
}
