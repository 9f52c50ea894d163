import { sha256 } from '../../../kit/hash.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../../accounts/index.ts'
import { connectionSettings } from '../settings.ts'

/** What must be registered at the provider. */
export const redirectUriOf = (world: World, provider: string): string =>
  world.settings(connectionSettings).redirectUris.get(provider) ??
  new URL(`/${provider}/callback`, world.settings(accountSettings).keyholdUrl).href

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
