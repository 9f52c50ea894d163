import type { Asked } from '../../../kit/route.ts'
import { connectionFaults } from '../faults.ts'
import type { ListedProvider } from '../providers/index.ts'

const passed = [
  'accept',
  'accept-language',
  'content-type',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'if-range',
  'range',
  'idempotency-key',
]

/** Not even when a provider's file names them. */
const never =
  /^(authorization|proxy-.*|cookie2?|x-api-key|.*api-?key|forwarded|x-forwarded-.*|x-real-ip|via|connection|keep-alive|te|trailer|transfer-encoding|upgrade|host|content-length|content-encoding|accept-encoding|expect|.*method-override.*|x-original-.*|x-rewrite-.*|keyhold-.*|sec-.*|origin|referer)$/

/** A token that the provider echoes is not known again in pieces: parts are for those who may read it anyway. */
const inParts = new Set(['range', 'if-range'])

/**
 * What goes to the provider: these and its file's own, and the token. Without `Range`, where the caller may not read
 * the token; then the provider answers with the whole.
 */
export function requestHeaders(
  request: Asked,
  { api }: ListedProvider,
  { accessToken, mayReadToken }: { accessToken: string; mayReadToken: boolean },
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of [...passed, ...api.requestHeaders]) {
    const isHeldBack = never.test(name) || (!mayReadToken && inParts.has(name))
    const value = isHeldBack ? undefined : request.header(name)
    if (value !== undefined) headers[name] = value
  }
  return { ...headers, authorization: `Bearer ${accessToken}` }
}

/** @throws PROXY_REQUEST_REFUSED for what would mean something else once its header is left out */
export function refuseOddRequest(request: Asked): void {
  for (const header of ['upgrade', 'content-encoding']) {
    const value = request.header(header)
    if (value !== undefined && value !== 'identity') throw connectionFaults.PROXY_REQUEST_REFUSED({ header })
  }
}
