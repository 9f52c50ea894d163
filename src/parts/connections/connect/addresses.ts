import { sha256 } from '../../../kit/hash.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../../accounts/index.ts'
import { connectionSettings } from '../settings.ts'

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * What must be registered at the provider. A browser that came by another name of our own loopback address is sent
 * back to that one: the cookie which binds it belongs to the name.
 */
export function redirectUriOf(world: World, provider: string, cameBy?: string): string {
  const given = world.settings(connectionSettings).redirectUris.get(provider)
  if (given) return given
  const { keyholdUrl } = world.settings(accountSettings)
  const url = new URL(`/${provider}/callback`, keyholdUrl)
  const name = cameBy === undefined ? undefined : new URL(cameBy).hostname
  if (name !== undefined && loopbackNames.has(name) && loopbackNames.has(url.hostname)) url.hostname = name
  return url.href
}

export const linkUrl = (world: World, secret: string): string =>
  new URL(`/connect/${secret}`, world.settings(accountSettings).keyholdUrl).href

/** Where 002's frontend waits. */
export const frontendUrl = (world: World): URL => {
  const { frontendUrl, keyholdUrl } = world.settings(accountSettings)
  return frontendUrl ?? keyholdUrl
}

const isHttps = (world: World): boolean => world.settings(accountSettings).keyholdUrl.protocol === 'https:'
const cookiePrefix = 'kh_connect_'

/** One cookie for each way to a provider, so that two tabs do not take each other's. */
export const attemptCookieName = (world: World, state: string): string =>
  `${isHttps(world) ? '__Host-' : ''}${cookiePrefix}${sha256(state).toString('hex').slice(0, 8)}`

export const isAttemptCookie = (name: string): boolean =>
  name.startsWith(cookiePrefix) || name.startsWith(`__Host-${cookiePrefix}`)

/** Lax, not Strict: a Strict cookie does not come back with the provider's redirect. */
export const attemptCookie = (world: World, name: string, secret: string, maxAgeSeconds: number): string =>
  `${name}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isHttps(world) ? '; Secure' : ''}`
