import { connectionFaults } from '../faults.ts'

/** What is asked of a provider, as it came: path behind its API address, and query with its `?`, or nothing. */
export interface AskedPath {
  path: string
  query: string
}

const form = /^\/api\/connections\/[^/?#]+\/proxy(\/[^?#]*)(\?[^#]*)?$/

const refused: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['an encoded / \\ . or NUL', /%(?:25)*(?:2f|5c|2e|00)/i],
  ['a backslash, a blank or a control character', /[\\\0-\x20\x7f]/],
  ['a % that encodes nothing', /%(?![0-9a-f]{2})/i],
  ['//', /\/\//],
  // Some servers take what follows a `;` away before they resolve the dots.
  ['a segment of dots', /\/\.{1,2}(?:;[^/]*)?(?:\/|$)/],
]

/**
 * The path is taken from the request line itself: whoever made it plain before would have hidden what it was.
 * @throws PROXY_PATH_REFUSED, PROXY_QUERY_REFUSED
 */
export function askedPath(target: string): AskedPath {
  const found = form.exec(target)
  if (!found)
    throw connectionFaults.PROXY_PATH_REFUSED({ why: 'not written as /api/connections/{id}/proxy/…' })
  const [, path = '', query = ''] = found
  for (const [why, pattern] of refused) {
    if (pattern.test(path)) throw connectionFaults.PROXY_PATH_REFUSED({ why })
  }
  refuseNames(query)
  return { path, query }
}

/** They would take the token's place, or make a write of what looks like a read. */
const refusedNames: ReadonlySet<string> = new Set(['access_token', 'client_secret', '_method'])

function refuseNames(query: string): void {
  // A `;` parts parameters, too, for some servers.
  for (const name of new URLSearchParams(query.slice(1).replaceAll(';', '&')).keys()) {
    const plain = name.trim().toLowerCase().replace(/\[.*$/, '')
    if (refusedNames.has(plain)) throw connectionFaults.PROXY_QUERY_REFUSED({ parameter: plain })
  }
}
