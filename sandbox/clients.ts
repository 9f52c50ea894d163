import { hash, timingSafeEqual } from 'node:crypto'
import type { Fields } from './fields.ts'
import { type ClientOption, demoClient } from './settings.ts'

/** An app that may ask people for access. */
export interface Client {
  id: string
  name: string
  /** All of them are accepted; none makes the client public. */
  secrets: string[]
  callbackDomains: string[]
}

/** What a request says about the app it comes from. */
export interface ClientClaim {
  id: string | undefined
  secret: string | undefined
  method: 'basic' | 'post' | 'none'
  /** Two ways of authentication at once, which RFC 6749 2.3 forbids. */
  isDoubled: boolean
}

export class Clients {
  readonly #clients = new Map<string, Client>()

  constructor(options: ClientOption[] = [demoClient]) {
    for (const option of options) this.register(option)
  }

  /** Adds an app, or replaces the one of the same id. */
  register(option: ClientOption): Client {
    const client = {
      id: option.id,
      name: option.name ?? `App ${option.id}`,
      secrets: [option.secret].flat(),
      callbackDomains: option.callbackDomains ?? [],
    }
    this.#clients.set(client.id, client)
    return client
  }

  find(id: string | undefined): Client | undefined {
    return id === undefined ? undefined : this.#clients.get(id)
  }

  all(): Client[] {
    return [...this.#clients.values()]
  }
}

/** Whether this is one of the client's living secrets. A public client has none and must not send one. */
export function takesSecret(client: Client, secret: string | undefined): boolean {
  if (client.secrets.length === 0) return secret === undefined
  return secret !== undefined && client.secrets.some((known) => sameText(known, secret))
}

/** Whether the app may have people sent to this address: loopback always, else its registered domains. */
export function takesRedirect(client: Client, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  const { protocol, hostname, hash: fragment, username } = new URL(redirectUri)
  if (!/^https?:$/.test(protocol) || fragment !== '' || username !== '') return false
  return isLoopback(hostname) || client.callbackDomains.includes(hostname)
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)

/** Reads the client's id and secret from HTTP Basic (RFC 6749 2.3.1) or from the parameters. */
export function clientClaim(authorization: string | null, fields: Fields): ClientClaim {
  const id = fields.get('client_id')
  const secret = fields.get('client_secret')
  const basic = /^basic\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  if (basic === undefined)
    return { id, secret, method: secret === undefined ? 'none' : 'post', isDoubled: false }
  const [basicId = '', basicSecret = ''] = split(Buffer.from(basic, 'base64').toString()).map(formDecode)
  const isDoubled = secret !== undefined || (id !== undefined && id !== basicId)
  return { id: basicId, secret: basicSecret, method: 'basic', isDoubled }
}

function split(pair: string): string[] {
  const colon = pair.indexOf(':')
  return colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)]
}

const formDecode = (text: string): string =>
  new URLSearchParams(`_=${text.replaceAll('&', '%26')}`).get('_') ?? ''

const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'))
