import type { ListedProvider } from './provider.ts'

/**
 * The provider with the origin of every one of its addresses replaced by `baseUrl` (scheme, host, port and, when it has
 * one, a path put before theirs), so that it can be pointed at a stand-in. Variables in a host fall away with it.
 */
export function withBaseUrl(provider: ListedProvider, baseUrl: string): ListedProvider {
  const base = baseUrl.replace(/\/+$/, '')
  const moved = (url: string) => url.replace(/^https?:\/\/[^/?#]+/, base)
  const movedOrNull = (url: string | null) => (url === null ? null : moved(url))
  return {
    ...provider,
    issuer: movedOrNull(provider.issuer),
    authorizeUrl: movedOrNull(provider.authorizeUrl),
    tokenUrl: movedOrNull(provider.tokenUrl),
    revoke: provider.revoke && { ...provider.revoke, url: moved(provider.revoke.url) },
    identity:
      provider.identity.from === 'userinfo'
        ? { ...provider.identity, url: moved(provider.identity.url) }
        : provider.identity,
    api: { ...provider.api, baseUrls: [...new Set(provider.api.baseUrls.map(moved))] },
  }
}

/** What is wrong with a base URL, in words, or `null`. */
export function baseUrlMistake(baseUrl: string, production: boolean): string | null {
  if (!URL.canParse(baseUrl)) return 'wants an absolute address such as http://127.0.0.1:4000'
  const url = new URL(baseUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'wants http or https'
  if (url.username || url.password) return 'may not hold a user name or a password'
  if (url.search || url.hash) return 'may not have a query or a fragment'
  if (production && url.protocol !== 'https:') return 'must be https in production'
  return null
}

/** Every address the provider is called at, variables still inside. */
export const addressesOf = (provider: ListedProvider): string[] =>
  [
    provider.issuer,
    provider.authorizeUrl,
    provider.tokenUrl,
    provider.revoke?.url,
    provider.identity.from === 'userinfo' ? provider.identity.url : null,
    ...provider.api.baseUrls,
  ].filter((url) => typeof url === 'string')
