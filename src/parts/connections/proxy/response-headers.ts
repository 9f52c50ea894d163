import type { ListedProvider } from '../providers/index.ts'

const passed = [
  'accept-ranges',
  'content-language',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'retry-after',
]

/** Whoever wrote the body, a browser runs nothing of it, shows none of it as a page and keeps none of it. */
const harmless = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

export interface Answering {
  provider: ListedProvider
  connectionId: string
  /** The API address that was called, and what was called behind it. */
  base: URL
  url: URL
  status: number
  headers: Headers
}

/** What leaves with the provider's body: an allow-list, its rate headers under `x-provider-`, and ours, which win. */
export function responseHeaders(
  answering: Answering,
  redact: (text: string) => string,
): Record<string, string> {
  const { provider, headers, status } = answering
  const given: Record<string, string> = {}
  for (const name of passed) put(given, name, headers.get(name))
  for (const [name, value] of headers) {
    if (isAboutRate(provider, name)) put(given, `x-provider-${name.replace(/^x-/, '')}`, value)
  }
  put(given, 'location', locationOf(answering))
  for (const [name, value] of Object.entries(given)) given[name] = redact(value)
  return {
    ...given,
    'x-provider-status': String(status),
    ...harmless,
    ...(!isJson(headers.get('content-type')) && { 'content-disposition': 'attachment' }),
  }
}

function put(headers: Record<string, string>, name: string, value: string | null): void {
  if (value !== null) headers[name] = value
}

const isAboutRate = ({ rateBudget }: ListedProvider, name: string): boolean =>
  /^(x-)?rate-?limit/.test(name) ||
  rateBudget.some(({ limit, used, remaining, reset }) =>
    [limit, used, remaining, reset].some((place) => place?.header === name),
  )

const isJson = (contentType: string | null): boolean =>
  /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '')

/** Behind our own address, as whoever goes there brings a key of ours along. Null when it leads elsewhere. */
function locationOf({ base, url, headers, connectionId }: Answering): string | null {
  const location = headers.get('location')
  if (location === null || !URL.canParse(location, url)) return null
  const to = new URL(location, url)
  const basePath = base.pathname.replace(/\/+$/, '')
  if (to.origin !== base.origin || !to.pathname.startsWith(`${basePath}/`)) return null
  return `/api/connections/${connectionId}/proxy${to.pathname.slice(basePath.length)}${to.search}`
}
