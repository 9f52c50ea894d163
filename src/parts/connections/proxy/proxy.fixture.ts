import { aConnection, alice } from '../../../../tests/support/cast.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../../../tests/support/world.ts'
import { createKey } from '../../access/index.ts'
import { as, transaction } from '../../../kit/world.ts'

export const athlete = 'GET https://strava.test/api/v3/athlete'
export const tokenCall = 'POST https://strava.test/oauth/token'
export const renewed = { access_token: 'access-2', refresh_token: 'refresh-2', expires_in: 21_600 }

export interface Sent {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Null: nobody. */
  key?: string | null
  /** The request line's own target. */
  target?: string
}

/** Alice with a connection at Strava, and a way to call through it. */
export async function proxied(
  options: TestWorldOptions & { connection?: Parameters<typeof aConnection>[2] } = {},
) {
  const world = await testWorld(options)
  const owner = await alice(world)
  const { id, subjectId } = await aConnection(world, owner, {
    expiresInSeconds: 21_600,
    ...options.connection,
  })
  const through = (path: string, sent: Sent = {}) =>
    send(world, `/api/connections/${id}/proxy${path}`, { key: owner.key, ...sent })
  return { world, owner, id, subjectId, through }
}

export async function send(
  world: TestWorld,
  path: string,
  { method = 'GET', headers = {}, body, key, target }: Sent,
): Promise<{ status: number; headers: Headers; text: string; code: unknown }> {
  const given = new Headers(headers)
  if (key) given.set('authorization', `Bearer ${key}`)
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: given,
    ...(body !== undefined && { body }),
  })
  const response = await world.app.fetch(request, target === undefined ? {} : { target })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, code: codeIn(text) }
}

function codeIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { code?: unknown } | null)?.code
  } catch {
    return undefined // an answer that is not ours
  }
}

/** A key of this account with just these scopes. */
export async function keyWith(
  world: TestWorld,
  accountId: string,
  scopes: readonly string[],
  subjectId: string | null = null,
) {
  return transaction(as(world, { role: 'app', accountId }), (world) =>
    createKey(world, accountId, { name: 'narrow', scopes, subjectId, expiresInDays: undefined }),
  )
}
