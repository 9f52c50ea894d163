import { isMailAddress } from '../../../kit/mail.ts'
import { Mistake, type Reading, secret, type Setting, text } from '../../../kit/settings.ts'

/** How mail leaves. */
export interface SmtpServer {
  host: string
  port: number
  /** TLS from the first byte; else STARTTLS, without which nothing is sent but to this machine. */
  isTls: boolean
  isLoopback: boolean
  login: { user: string; password: string } | null
}

export interface Sender {
  name: string
  address: string
}

const smtpUrl = secret(
  'SMTP_URL',
  'The server that takes mail: smtp://user:password@host:587 (STARTTLS, needed unless it is on this machine) or smtps://user:password@host:465. Default: no mail is sent.',
)
const mailFrom = text(
  'MAIL_FROM',
  'Sender of mail, such as "Example App <keyhold@example.org>". Needed with SMTP_URL.',
)
const operatorEmail = text(
  'OPERATOR_EMAIL',
  'Where mail goes about connections of users whose own address is not known. Default: it is not sent.',
)

export const mailSettings = {
  smtp: { ...smtpUrl, read: readServer } satisfies Setting<SmtpServer | null>,
  mailFrom: { ...mailFrom, read: readSender } satisfies Setting<Sender | null>,
  operatorEmail: { ...operatorEmail, read: readOperator } satisfies Setting<string | null>,
}

function readServer(raw: string | undefined): SmtpServer | null {
  if (raw === undefined) return null
  const url = URL.canParse(raw) ? new URL(raw) : null
  const isTls = url?.protocol === 'smtps:'
  // What was found holds a password.
  if (!url || (!isTls && url.protocol !== 'smtp:') || url.hostname === '' || url.pathname.length > 1)
    throw new Mistake('wants smtp://user:password@host:587 or smtps://user:password@host:465')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    port: Number(url.port || (isTls ? 465 : 587)),
    isTls,
    isLoopback: host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host),
    login: url.username
      ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : null,
  }
}

function readSender(raw: string | undefined, { environment }: Reading): Sender | null {
  if (raw === undefined) {
    if (environment.SMTP_URL || environment.SMTP_URL_FILE)
      throw new Mistake('is missing; SMTP_URL needs a sender, such as keyhold@example.org')
    return null
  }
  const [, name = '', address = raw] = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]*)>\s*$/u.exec(raw) ?? []
  if (!isMailAddress(address))
    throw new Mistake('wants an address, such as "Example App <keyhold@example.org>"')
  return { name, address }
}

function readOperator(raw: string | undefined): string | null {
  if (raw !== undefined && !isMailAddress(raw))
    throw new Mistake('wants an address, such as operator@example.org')
  return raw ?? null
}
