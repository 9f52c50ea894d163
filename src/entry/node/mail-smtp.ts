import { createTransport } from 'nodemailer'
import { type Letter, MailTrouble, type MailTroubleKind } from '../../kit/mail.ts'
import type { Sender, SmtpServer } from '../../parts/messages/index.ts'
import type { Postbox } from './postbox.ts'

const connectMilliseconds = 10_000
const silenceMilliseconds = 15_000

/** Mail by a server that speaks SMTP. */
export function smtp(server: SmtpServer, from: Sender, ca?: string): Postbox {
  const transport = createTransport(optionsOf(server, ca))
  return {
    async send(letter) {
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

const mailOf = ({ id, to, subject, text, html }: Letter, from: Sender) => ({
  from,
  to: { name: '', address: to },
  envelope: { from: from.address, to: [to] },
  subject,
  text,
  html,
  messageId: `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
  headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
})

/** Only codes: what a server says holds addresses. */
function troubleOf(error: unknown): MailTrouble {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string }
  const isRefusal = code === 'EENVELOPE' || code === 'EMESSAGE'
  // Our own address: refused with one letter, it is refused with all.
  const ofLetter = isRefusal && command !== 'MAIL FROM'
  const kind: MailTroubleKind = !ofLetter ? 'away' : (responseCode ?? 0) >= 500 ? 'refused' : 'later'
  return new MailTrouble(kind, isRefusal && responseCode ? `smtp_${responseCode}` : (code ?? 'unknown'))
}
