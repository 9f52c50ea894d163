import type { TestWorld } from './world.ts'
import { makeOperatorLink } from '../../src/parts/accounts/index.ts'

export interface OperatorAnswer {
  status: number
  body: Record<string, unknown>
}

export type Operator = (method: string, path: string, body?: unknown) => Promise<OperatorAnswer>

/** The operator, signed in as a browser is. */
export async function operatorOf(world: TestWorld): Promise<Operator> {
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const signedIn = await send(world, 'POST', '/api/operator/session', { token: secret }, {})
  const headers = signedInHeaders(signedIn)
  return async (method, path, body) => {
    const response = await send(world, method, path, body, headers)
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }
}

/** What a page of ours sends after a sign-in: the cookies that it set, and the CSRF token that it reads from one of them. */
export function signedInHeaders(signedIn: Pick<Response, 'headers'>): {
  cookie: string
  'x-csrf-token': string
} {
  const cookies = signedIn.headers.getSetCookie().map((line) => line.split(';')[0]!)
  const token = cookies.find((pair) => pair.startsWith('XSRF-TOKEN='))
  return { cookie: cookies.join('; '), 'x-csrf-token': token?.slice('XSRF-TOKEN='.length) ?? '' }
}

const send = (
  world: TestWorld,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response> =>
  world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        origin: 'http://localhost:3000',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  )
