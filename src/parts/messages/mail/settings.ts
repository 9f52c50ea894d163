import { isMailAddress } from '../../../kit/mail.ts'
import {
  address,
  integer,
  Mistake,
  rawValue,
  type Reading,
  secret,
  type Setting,
  text,
} from '../../../kit/settings.ts'

/** A server that takes mail. */
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

/** How mail leaves. */
export type WayOut =
  | { kind: 'smtp'; server: SmtpServer; from: Sender }
  | { kind: 'resend'; apiKey: string; baseUrl: URL; from: Sender }

const smtpUrl = secret(
  'SMTP_URL',
  'The server that takes mail: smtp://user:password@host:587 (STARTTLS, needed unless it is on this machine) or smtps://user:password@host:465. Default: no mail is sent.',
)
const smtpHost = text(
  'SMTP_HOST',
  'The server that takes mail, by its name alone: with SMTP_PORT, SMTP_USER and SMTP_PASS another way to say SMTP_URL.',
)
const smtpPort = integer(
  'SMTP_PORT',
  'Port of SMTP_HOST; 465 is TLS from the first byte, any other STARTTLS. Default 587.',
  { min: 1, max: 65_535 },
)
const smtpUser = text('SMTP_USER', 'Whom to sign in as at SMTP_HOST. Default: nobody.')
const smtpPass = secret('SMTP_PASS', 'The password of SMTP_USER.')
const resendApiKey = secret('RESEND_API_KEY', 'A key of Resend, whose API takes mail in place of a server.')
const resendBaseUrl = address(
  'RESEND_BASE_URL',
  'Another origin for the API of Resend, such as a stand-in on loopback. Default https://api.resend.com.',
)
const mailFrom = text(
  'MAIL_FROM',
  'Sender of mail, such as "Example App <keyhold@example.org>". Needed where mail is sent. A sender without a name has that of KEYHOLD_APP_NAME.',
)
const fromEmail = text('FROM_EMAIL', 'Another name for MAIL_FROM.')
const appName = text(
  'KEYHOLD_APP_NAME',
  'What mail calls the app. Default: the name in MAIL_FROM, else the host of FRONTEND_URL, else "this app".',
)
const operatorEmail = text(
  'OPERATOR_EMAIL',
  'Where mail goes about connections of users whose own address is not known. Default: it is not sent.',
)

export const mailSettings = {
  smtp: { ...smtpUrl, read: readServer } satisfies Setting<SmtpServer | null>,
  smtpHost: { ...smtpHost, read: readHost } satisfies Setting<string | null>,
  smtpPort: smtpPort.default(587),
  smtpUser,
  smtpPass: { ...smtpPass, read: readPassword } satisfies Setting<string | undefined>,
  resendApiKey: { ...resendApiKey, read: readResendKey } satisfies Setting<string | null>,
  resendBaseUrl,
  mailFrom: { ...mailFrom, read: readSender } satisfies Setting<Sender | null>,
  fromEmail: { ...fromEmail, read: readOtherSender } satisfies Setting<string | undefined>,
  appName: { ...appName, read: readAppName } satisfies Setting<string>,
  operatorEmail: { ...operatorEmail, read: readOperator } satisfies Setting<string | null>,
}

/** How mail leaves, as the settings have it; null: not at all. */
export function wayOut(values: {
  smtp: SmtpServer | null
  smtpHost: string | null
  smtpPort: number
  smtpUser: string | undefined
  smtpPass: string | undefined
  resendApiKey: string | null
  resendBaseUrl: URL | undefined
  mailFrom: Sender | null
}): WayOut | null {
  const { smtp, smtpHost: host, smtpPort: port, resendApiKey: apiKey, mailFrom: from } = values
  if (from === null) return null
  if (apiKey !== null) return { kind: 'resend', apiKey, baseUrl: values.resendBaseUrl ?? resendItself, from }
  if (smtp !== null) return { kind: 'smtp', server: smtp, from }
  if (host === null) return null
  const login = values.smtpUser ? { user: values.smtpUser, password: values.smtpPass ?? '' } : null
  return {
    kind: 'smtp',
    server: { host, port, isTls: port === 465, isLoopback: isLoopback(host), login },
    from,
  }
}

const resendItself = new URL('https://api.resend.com')

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** The variables that name a way out; one alone may be set. */
const waysOut = ['SMTP_URL', 'SMTP_HOST', 'RESEND_API_KEY'] as const
const isSet = ({ environment }: Reading, name: string): boolean =>
  Boolean(environment[name] || environment[`${name}_FILE`])

function refuseBeside(name: (typeof waysOut)[number], reading: Reading): void {
  const other = waysOut.slice(0, waysOut.indexOf(name)).find((each) => isSet(reading, each))
  if (other) throw new Mistake(`both it and ${other} are set; mail leaves one way, keep one of them`)
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
    isLoopback: isLoopback(host),
    login: url.username
      ? { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : null,
  }
}

function readHost(raw: string | undefined, reading: Reading): string | null {
  if (raw === undefined) return null
  refuseBeside('SMTP_HOST', reading)
  if (!/^[A-Za-z0-9.:-]+$/.test(raw) || raw.includes('//'))
    throw new Mistake('wants the name of a server alone, such as smtp.example.org')
  return raw
}

function readPassword(raw: string | undefined, { environment }: Reading): string | undefined {
  if (environment.SMTP_HOST && environment.SMTP_USER && raw === undefined)
    throw new Mistake('is missing; SMTP_USER needs a password')
  return raw
}

function readResendKey(raw: string | undefined, reading: Reading): string | null {
  if (raw === undefined) return null
  refuseBeside('RESEND_API_KEY', reading)
  if (!/^[\x21-\x7e]+$/.test(raw)) throw new Mistake('wants a key of Resend, such as re_…')
  return raw
}

function readSender(given: string | undefined, reading: Reading): Sender | null {
  const raw = given ?? (rawValue(fromEmail, reading) || undefined)
  if (raw === undefined) {
    const needing = waysOut.find((name) => isSet(reading, name))
    if (needing) throw new Mistake(`is missing; ${needing} needs a sender, such as keyhold@example.org`)
    return null
  }
  const { name, address } = parted(raw)
  return { name: name || (reading.environment.KEYHOLD_APP_NAME ?? ''), address }
}

function readOtherSender(raw: string | undefined, { environment }: Reading): string | undefined {
  if (raw !== undefined && environment.MAIL_FROM && environment.MAIL_FROM !== raw)
    throw new Mistake('both it and MAIL_FROM are set; keep one of them')
  return raw
}

function parted(raw: string): Sender {
  const [, name = '', address = raw] = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]*)>\s*$/u.exec(raw) ?? []
  if (!isMailAddress(address))
    throw new Mistake('wants an address, such as "Example App <keyhold@example.org>"')
  return { name, address }
}

function readAppName(raw: string | undefined, { environment }: Reading): string {
  const sender = environment.MAIL_FROM || environment.FROM_EMAIL || ''
  const ofSender = /^\s*"?([^"<>]*?)"?\s*</.exec(sender)?.[1]
  const { FRONTEND_URL: frontend = '' } = environment
  return raw || ofSender || (URL.canParse(frontend) ? new URL(frontend).hostname : '') || 'this app'
}

function readOperator(raw: string | undefined): string | null {
  if (raw !== undefined && !isMailAddress(raw))
    throw new Mistake('wants an address, such as operator@example.org')
  return raw ?? null
}
