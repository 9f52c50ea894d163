import { connectionFaults } from '../faults.ts'
import type { ListedProvider } from '../providers/index.ts'
import type { AskedPath } from './asked-path.ts'

/**
 * The address that is called. What `URL` would change about it is refused, so that what was checked is what is called.
 * @throws PROXY_PATH_REFUSED also for addresses that give, show or end tokens
 */
export function providerAddress(
  provider: ListedProvider,
  clientId: string,
  base: URL,
  { path, query }: AskedPath,
): URL {
  const basePath = base.pathname.replace(/\/+$/, '')
  const text = `${base.origin}${basePath}${path}${query}`
  if (!URL.canParse(text)) throw connectionFaults.PROXY_PATH_REFUSED({ why: 'it is no path of an address' })
  const url = new URL(text)
  const isAsChecked =
    path.startsWith('/') &&
    url.origin === base.origin &&
    url.pathname === basePath + path &&
    url.username + url.password + url.hash === ''
  if (!isAsChecked)
    throw connectionFaults.PROXY_PATH_REFUSED({ why: 'a character in it must be percent-encoded' })
  if (isOwnAddress(provider, clientId, url) || isRefused(provider, path))
    throw connectionFaults.PROXY_PATH_REFUSED({ why: 'one of the provider’s own addresses for tokens' })
  return url
}

/** The token and revocation addresses, whatever the file says of refused paths. */
function isOwnAddress(
  { authorizeUrl, tokenUrl, revoke }: ListedProvider,
  clientId: string,
  url: URL,
): boolean {
  const own = [authorizeUrl, tokenUrl, revoke?.url.replaceAll('{client_id}', encodeURIComponent(clientId))]
  return own.some((address) => {
    if (!address || !URL.canParse(address)) return false
    const { origin, pathname } = new URL(address)
    return origin === url.origin && isBelow(plainPath(url.pathname), plainPath(pathname))
  })
}

const isRefused = ({ api }: ListedProvider, path: string): boolean =>
  api.refusedPaths.some((refused) =>
    refused.endsWith('*')
      ? plainPath(path).startsWith(refused.slice(0, -1).toLowerCase())
      : isBelow(plainPath(path), plainPath(refused)),
  )

/** A whole segment `*` of the address is any one of the path. */
function isBelow(path: string, address: string): boolean {
  const given = path.split('/')
  return address
    .split('/')
    .every((segment, index) => segment === given[index] || (segment === '*' && Boolean(given[index])))
}

/** As a server may read it: letters need no encoding, case may not count, nor what follows a `;`, nor a last slash. */
const plainPath = (path: string): string =>
  path
    .replace(/(?:%[0-9a-f]{2})+/gi, (encoded) =>
      Buffer.from(encoded.replaceAll('%', ''), 'hex').toString('latin1'),
    )
    .toLowerCase()
    .replace(/;[^/]*/g, '')
    .replace(/\/+$/, '')
