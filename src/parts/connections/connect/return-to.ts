import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../../accounts/index.ts'
import { connectionFaults } from '../faults.ts'
import { type ReturnAddress, returnAddresses } from './store.ts'

/**
 * Checks where a connect link may send the browser afterwards: our own console by path, or an address whose exact
 * origin and path prefix the account registered; https (loopback in development), no user name, no fragment.
 * @throws RETURN_NOT_ALLOWED
 */
export async function checkedReturnTo(world: World, returnTo: string | undefined): Promise<string | null> {
  if (returnTo === undefined) return null
  const { keyholdUrl, frontendUrl, environment } = world.settings(accountSettings)
  if (isOwnPath(returnTo)) return new URL(returnTo, keyholdUrl).href
  const url = URL.canParse(returnTo) ? new URL(returnTo) : null
  if (!url || url.username || url.password || returnTo.includes('#'))
    throw connectionFaults.RETURN_NOT_ALLOWED()
  if (url.protocol !== 'https:' && (environment === 'production' || !isLoopback(url)))
    throw connectionFaults.RETURN_NOT_ALLOWED()
  const registered = await returnAddresses(world)
  const frontend = frontendUrl ? [{ origin: frontendUrl.origin, pathPrefix: frontendUrl.pathname }] : []
  const allowed = [{ origin: keyholdUrl.origin, pathPrefix: '/' }, ...frontend, ...registered]
  if (!allowed.some((address) => isBelow(url, address))) throw connectionFaults.RETURN_NOT_ALLOWED()
  return url.href
}

/** One slash and neither a second nor a backslash, which browsers read as one: those lead to another host. */
const isOwnPath = (text: string): boolean => /^\/(?![/\\])[^\\]*$/.test(text) && !text.includes('#')

const isLoopback = (url: URL): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) && url.protocol === 'http:'

/** `/app` covers `/app` and `/app/…`, not `/apple`. The URL's dots were resolved when it was parsed. */
const isBelow = (url: URL, { origin, pathPrefix }: ReturnAddress): boolean => {
  const prefix = pathPrefix.endsWith('/') ? pathPrefix : `${pathPrefix}/`
  return url.origin === origin && (url.pathname === pathPrefix || url.pathname.startsWith(prefix))
}

/** Only these three are added. */
export function returnUrl(
  returnTo: string,
  members: { session: string; status: string; completion?: string | undefined },
): URL {
  const url = new URL(returnTo)
  for (const [name, value] of Object.entries(members))
    if (value !== undefined) url.searchParams.set(name, value)
  return url
}
