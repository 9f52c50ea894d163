import type { TestContext } from 'node:test'
import { type Sandbox, type SandboxOptions, startSandbox } from './index.ts'

/** A sandbox for one test, closed at its end, with the few requests that most tests make. */
export interface TestSandbox extends Sandbox {
  /** Posts a form; redirects are not followed. */
  post(path: string, form?: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  get(path: string, accessToken?: string): Promise<Response>
  /** Presents a refresh token as the first app. */
  refresh(refreshToken: string, form?: Record<string, string>): Promise<Response>
  /** Consents as a browser would and returns the address one is sent back to. */
  consent(question?: Record<string, string>, decision?: Record<string, string>): Promise<URL>
  /** One of the controls over HTTP. */
  control(method: string, path: string, body?: unknown): Promise<Response>
}

export const redirectUri = 'http://localhost:3000/callback'

/** 2026-03-10T12:00:00Z */
export const noon = Date.UTC(2026, 2, 10, 12)

/** Time stands still at noon unless a test moves it. */
export async function testSandbox(t: TestContext, options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({ now: () => noon, ...options })
  t.after(() => sandbox.close())
  return Object.defineProperties(
    requestsTo(sandbox),
    Object.getOwnPropertyDescriptors(sandbox),
  ) as TestSandbox
}

function requestsTo(sandbox: Sandbox) {
  const { url, client } = sandbox
  const credentials = { client_id: client.id, client_secret: client.secrets[0] ?? '' }
  const send = (path: string, init: RequestInit) => fetch(url + path, { redirect: 'manual', ...init })
  const post = (path: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(form), headers })
  return {
    post,
    get: (path: string, token?: string) =>
      send(path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    refresh: (refreshToken: string, form: Record<string, string> = {}) =>
      post('/oauth/token', {
        ...credentials,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...form,
      }),
    async consent(question: Record<string, string> = {}, decision: Record<string, string> = {}) {
      const asked = {
        client_id: client.id,
        redirect_uri: redirectUri,
        response_type: 'code',
        state: 's',
        ...question,
      }
      const path = `/oauth/authorize?${new URLSearchParams({ scope: 'read,activity:read_all', ...asked })}`
      const answer = await post(path, { decision: 'approve', athlete: '90210001', ...decision })
      return new URL(answer.headers.get('location') ?? 'none:')
    },
    control: (method: string, path: string, body?: unknown) =>
      send(`/_control${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  }
}

export const json = async (answer: Response): Promise<Record<string, unknown>> =>
  (await answer.json()) as Record<string, unknown>
