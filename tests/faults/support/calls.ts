import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { aBrowser, locationOf } from '../../support/browser.ts'
import { internalApiKey, operatorKey, type Server } from './fleet.ts'

/** What a server answered. */
export interface Answer {
  status: number
  body: Record<string, unknown>
  /** Seconds, when the answer said when to come again. */
  retryAfter: number | null
}

/** Longer than anybody waits for a refresh: what takes longer never comes, and the test should say so. */
const longestAnswerMilliseconds = 180_000

export async function call(
  server: Pick<Server, 'url'>,
  method: string,
  path: string,
  options: { body?: unknown; asOperator?: boolean } = {},
): Promise<Answer> {
  const headers: Record<string, string> = options.asOperator
    ? { authorization: `Bearer ${operatorKey}` }
    : { 'x-api-key': internalApiKey }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  const response = await fetch(server.url + path, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(longestAnswerMilliseconds),
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  })
  const text = await response.text()
  const retryAfter = response.headers.get('retry-after')
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
    retryAfter: retryAfter === null ? null : Number(retryAfter),
  }
}

export const readToken = (
  server: Pick<Server, 'url'>,
  connectionId: string,
  minValidSeconds = 0,
): Promise<Answer> =>
  call(server, 'GET', `/api/connections/${connectionId}/token?min_valid_seconds=${minValidSeconds}`)

/** Comes again as often as it is told to, until there is a token or a reason, or the patience is over. */
export async function readPatiently(
  server: Pick<Server, 'url'>,
  connectionId: string,
  { forMilliseconds = 30_000, scale = 1 }: { forMilliseconds?: number; scale?: number } = {},
): Promise<Answer> {
  const patientUntil = performance.now() + forMilliseconds
  for (;;) {
    const answer = await readToken(server, connectionId)
    if (answer.status !== 503 || performance.now() > patientUntil) return answer
    assert.ok(answer.retryAfter, JSON.stringify(answer.body))
    await pause(Math.min(1_000, answer.retryAfter * 1_000 * scale))
  }
}

export const disconnect = (server: Pick<Server, 'url'>, connectionId: string): Promise<Answer> =>
  call(server, 'DELETE', `/api/connections/${connectionId}`)

export const erase = (server: Pick<Server, 'url'>, userId: string): Promise<Answer> =>
  call(server, 'DELETE', `/api/users/${userId}`, { asOperator: true })

export interface Wish {
  provider: string
  userId: string
  athlete?: number
  confirm?: 'app'
  returnTo?: string
  /** Connects this one again. */
  connectionId?: string
}

export interface Connected {
  id: string
  /** The page or redirect the browser ended with. */
  last: Response
  page: string
}

/** Follows a connect link as a browser does, and consents. */
export async function connect(server: Pick<Server, 'url'>, wish: Wish): Promise<Connected> {
  const { athlete = 90210001, ...session } = wish
  const made = await call(server, 'POST', '/api/connections/sessions', {
    body: wish.connectionId ? { connectionId: wish.connectionId } : session,
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const browser = aBrowser()
  const toProvider = locationOf(await browser.submit(String(made.body.connectUrl)))
  const toUs = locationOf(
    await aBrowser().submit(toProvider, { decision: 'approve', athlete: String(athlete) }),
  )
  const last = await browser.get(toUs)
  const page = await last.text()
  const listed = await call(server, 'GET', `/api/connections?userId=${wish.userId}`)
  const [newest] = listed.body.connections as { id: string }[]
  return { id: wish.connectionId ?? newest!.id, last, page }
}
