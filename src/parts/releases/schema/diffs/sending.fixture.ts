import { internalApiKey, type TestWorld } from '../../../../../tests/support/world.ts'
import type { ShownReport } from './shown.ts'

export const diffPath = '/internal/schema/diff'

/** What an answer may hold; the tests look at what they ask for. */
export interface Answered extends Partial<ShownReport> {
  id?: string | null
  repository?: string | null
  error?: string
  code?: string
  hint?: string
  requestId?: string
  side?: string
  violations?: { file?: string; line?: number; message?: string; at?: string; wants?: string }[]
  position?: number
  line?: number
  column?: number
  limitBytes?: number
  diffs?: { id: string; repository: string; prNumber: number | null; level: string; createdAt: string }[]
  nextCursor?: string | null
  report?: ShownReport
  schemas?: { base: { path: string; content: string }[]; target: { path: string; content: string }[] }
}

export interface How {
  headers?: Record<string, string>
  path?: string
  /** Null: none. Default: the internal one. */
  key?: string | null
}

export async function ask(world: TestWorld, body: string | FormData, how: How = {}): Promise<Response> {
  const { headers = {}, path = diffPath, key = internalApiKey } = how
  const type = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
  return world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: 'POST',
      headers: { ...type, ...(key !== null && { 'x-api-key': key }), ...headers },
      body,
    }),
  )
}

export async function send(
  world: TestWorld,
  body: object | string | FormData,
  how?: How,
): Promise<{ status: number; body: Answered }> {
  const plain = typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body)
  const response = await ask(world, plain, how)
  return { status: response.status, body: (await response.json()) as Answered }
}

export async function read(
  world: TestWorld,
  path: string,
  key = internalApiKey,
): Promise<{ status: number; body: Answered }> {
  const request = new Request(`http://localhost:3000${path}`, { headers: { 'x-api-key': key } })
  const response = await world.app.fetch(request)
  return { status: response.status, body: (await response.json()) as Answered }
}
