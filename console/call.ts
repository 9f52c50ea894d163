import { noAnswer, ownProblem, Problem, problemFrom } from './problem.ts'

type Options = {
  query?: Record<string, string | number | undefined>
  body?: unknown
  signal?: AbortSignal
  /** The body is a text of this type, sent as it is. Default: a value, sent as JSON. */
  type?: string
  /** As what the answer is given. Default JSON. */
  as?: 'json' | 'file'
  /** For the home account, as its operator. Default: as {@link actForHome} said last. */
  home?: boolean
}

/** The path with its query; parameters that are undefined or empty are left out. */
export function addressOf(path: string, query: Options['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  return search.size === 0 ? path : `${path}?${search}`
}

/** What the server gave this browser to prove that a write comes from our own pages. */
export function csrfTokenIn(cookies: string): string | null {
  return /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(cookies)?.[1] ?? null
}

let isHome = false

/** A person who looks after the deployment acts for its home account from now on, or for the own one. */
export const actForHome = (on: boolean) => {
  isHome = on
}

let prove = (): Promise<boolean> => Promise.resolve(false)

/** Who asks a person to prove anew who it is; answers whether that was done. */
export const proveBy = (ask: () => Promise<boolean>) => {
  prove = ask
}

/**
 * Asks the API on the same origin, with the session's cookie; a write sends the CSRF token along. What can be cured is
 * tried again, each cure once: another CSRF token is fetched, a person's session refreshed, a proof asked for.
 * @throws `Problem` for every answer outside 2xx, for a body that is not JSON, and when no answer comes
 */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const tried = new Set<Cure>()
  for (;;) {
    const sentAt = performance.now()
    try {
      return await send<T>(method, path, options)
    } catch (thrown) {
      const cure = thrown instanceof Problem ? cureFor(thrown) : undefined
      if (!cure || tried.has(cure) || !(await cure(path, sentAt))) throw thrown
      tried.add(cure)
    }
  }
}

type Cure = (path: string, sentAt: number) => Promise<boolean>

function cureFor({ code }: Problem): Cure | undefined {
  if (code.startsWith('CSRF_')) return renewToken
  if (code === 'UNAUTHENTICATED') return refreshOnce
  return code === 'STEP_UP_REQUIRED' ? askForProof : undefined
}

/** Where one browser is the operator by a link and a person, too, these mean the person. */
const isOwnPath = (path: string): boolean => /^\/(auth|profiles|api\/profiles)(\/|$)/.test(path)

const renewToken: Cure = async (path, sentAt) => {
  if (isOwnPath(path)) return refreshOnce(path, sentAt)
  const isOperator = await send('GET', '/api/operator/session', { home: false }).then(
    () => true,
    () => false,
  )
  return isOperator || refreshOnce(path, sentAt)
}

/** A refused proof would leave the act undone without a word about why. */
const askForProof: Cure = async () => {
  if (await prove()) return true
  throw ownProblem('NOT_PROVED', 'Nothing was done, since who you are was not proved.')
}

let refreshing: Promise<boolean> | null = null
let refreshedAt = Number.NEGATIVE_INFINITY
let deadSession: string | null = null

/** Of all that notice at once one asks; what was sent before the last refresh is just sent again. */
const refreshOnce: Cure = (_, sentAt) => {
  if (refreshedAt > sentAt) return Promise.resolve(true)
  refreshing ??= refresh().finally(() => {
    refreshing = null
  })
  return refreshing
}

/** Of a browser that never signed in there is no token, and nothing to ask for. */
async function refresh(): Promise<boolean> {
  const token = csrfTokenIn(globalThis.document?.cookie ?? '')
  if (token === null || token === deadSession) return false
  try {
    await send('POST', '/auth/refresh')
    refreshedAt = performance.now()
    return true
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.status === 401) deadSession = token
    return false
  }
}

/** Whom a request is for, where that is not the caller's own account. */
export const accountHeader = (path: string, home = isHome): Record<string, string> =>
  home && !isOwnPath(path) ? { 'keyhold-account': 'home' } : {}

function headersFor(
  method: string,
  path: string,
  { body, type, home = isHome }: Options,
): Record<string, string> {
  const token = method === 'GET' ? null : csrfTokenIn(document.cookie)
  return {
    accept: 'application/json',
    ...(token === null ? {} : { 'x-csrf-token': token }),
    ...accountHeader(path, home),
    ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
  }
}

async function send<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await fetch(addressOf(path, options.query), {
    method,
    credentials: 'same-origin',
    headers: headersFor(method, path, options),
    ...(options.body === undefined
      ? {}
      : { body: options.type ? String(options.body) : JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((thrown: unknown) => {
    if (options.signal?.aborted) throw thrown
    throw noAnswer()
  })
  if (response.ok && options.as === 'file') return (await response.blob()) as T
  const body = await response.json().catch(() => undefined)
  if (!response.ok || (body === undefined && response.status !== 204)) {
    throw problemFrom(response.status, response.headers, body)
  }
  return body as T
}
