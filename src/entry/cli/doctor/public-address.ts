import { get, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import { checkServerIdentity, getCACertificates, type TLSSocket } from 'node:tls'
import { addressesOf } from './addresses.ts'
import { certificateFindings, type Sight } from './certificate.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

export interface LookOptions {
  /** Certificates in PEM that are trusted beside those of the system. */
  trusted?: readonly string[]
  now?: Date
}

const patienceMilliseconds = 5_000

/** Calls KEYHOLD_URL as a browser and a provider would: name, TLS, certificate, and that we answer. Nothing for http. */
export async function publicAddressFindings(subject: Subject, options: LookOptions = {}): Promise<Finding[]> {
  const url = addressesOf(subject)?.keyholdUrl
  if (url?.protocol !== 'https:') return []
  try {
    const sight = await look(url, options.trusted ?? [])
    return [...certificateFindings(url, sight, options.now ?? new Date()), answerFinding(url, sight.status)]
  } catch (error) {
    return [notReached(url, error as NodeJS.ErrnoException)]
  }
}

function look(url: URL, trusted: readonly string[]): Promise<Sight> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const options: RequestOptions = {
    host,
    port: url.port || 443,
    path: '/livez',
    headers: { host: url.host },
    // A connection of its own, and no session that a certificate was checked for before.
    agent: false,
    ...(isIP(host) === 0 && { servername: host }),
    // It is looked at, not trusted: nothing secret is sent.
    rejectUnauthorized: false,
    ca: [...getCACertificates('default'), ...getCACertificates('system'), ...trusted],
    signal: AbortSignal.timeout(patienceMilliseconds),
  }
  return new Promise((resolve, reject) => {
    const request = get(options, (response) => {
      const socket = response.socket as TLSSocket
      const certificate = socket.getPeerCertificate()
      const nameError = checkServerIdentity(host, certificate)
      resolve({
        status: response.statusCode ?? 0,
        certificate,
        nameError: nameError?.message,
        trustError: trustErrorOf(socket),
      })
      response.destroy()
    })
    request.on('error', reject)
  })
}

function trustErrorOf({ authorized, authorizationError }: TLSSocket): string | null {
  if (authorized) return null
  // An Error by its type, a code in fact; a name that does not fit is told by itself.
  const code = String((authorizationError as { code?: string } | string | null) ?? 'UNKNOWN')
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? null : code
}

function answerFinding(url: URL, status: number): Finding {
  if (status === 200) return ok('public_address', `${url.origin} answers`)
  if (status === 421)
    return fail(
      'public_address',
      `${url.origin} leads to us, and the proxy hides the name it was called by (421)`,
      'let the proxy pass the Host header on (nginx: proxy_set_header Host $host)',
    )
  if (status >= 502 && status <= 504)
    return warn('public_address', `the proxy at ${url.origin} reaches no server (${status})`, 'npm start')
  return fail(
    'public_address',
    `what answers at ${url.origin} is not Keyhold (${status})`,
    'lead the proxy to our port, or set KEYHOLD_URL to our address',
  )
}

function notReached(url: URL, error: NodeJS.ErrnoException): Finding {
  const { code = error.name } = error
  const [text, fix] = reasons[code] ?? [
    `${url.origin} cannot be reached from this machine (${code})`,
    'check DNS, firewall and proxy for this address',
  ]
  return fail('public_address', text.replace('{}', url.host), fix)
}

const noTls: readonly [string, string] = [
  'what answers at {} speaks no TLS',
  'let a proxy with TLS listen there (a Caddyfile of three lines is in docs/guides/running.md)',
]
const noName: readonly [string, string] = [
  'there is no DNS entry for {}',
  'make one that leads to the proxy, or correct KEYHOLD_URL',
]

const reasons: Readonly<Record<string, readonly [text: string, fix: string]>> = {
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ECONNREFUSED: ['nobody listens at {}', 'start the proxy with TLS, and open ports 80 and 443'],
  ABORT_ERR: [
    '{} does not answer within 5 s',
    'open ports 80 and 443 in the firewall; from behind the same router, try from outside',
  ],
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
}
