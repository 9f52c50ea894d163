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
  const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0]!
  return async (method, path, body) => {
    const response = await send(world, method, path, body, { cookie })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }
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
