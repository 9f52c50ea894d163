import { askerOf, type KeyholdOptions } from './asker.ts'
import { type Keyhold, keyholdOf } from './keyhold.ts'
import type { Outside } from './retry.ts'
import { throughOf } from './through.ts'

type Answer = Response | Error | ((request: Request) => Promise<Response> | Response)

export interface Scripted {
  keyhold: Keyhold
  requests: Request[]
  /** Milliseconds of each wait. */
  waits: number[]
  /** Ends the call's total time. */
  endTime: () => void
}

/** A world in which waiting takes no time, chance is always a half, and the answers come in this order. */
export function scripted(answers: readonly Answer[], options: Partial<KeyholdOptions> = {}): Scripted {
  const requests: Request[] = []
  const waits: number[] = []
  const time = new AbortController()
  const rest = [...answers]
  let elapsed = 0
  const outside: Outside = {
    async fetch(request) {
      requests.push(request)
      const next = rest.shift()
      if (next === undefined) throw new Error('no answer was foreseen for this request')
      if (next instanceof Error) throw next
      return typeof next === 'function' ? next(request) : next
    },
    elapsed: () => elapsed,
    now: () => new Date('2026-01-01T00:00:00Z'),
    random: () => 0.5,
    async wait(milliseconds, signal) {
      signal.throwIfAborted()
      waits.push(milliseconds)
      elapsed += milliseconds
    },
    deadline: () => time.signal,
  }
  const given = { baseUrl: 'https://keyhold.test', apiKey: 'kh_test_secret', ...options }
  return {
    keyhold: keyholdOf(askerOf(outside, given), throughOf(outside, given)),
    requests,
    waits,
    endTime: () => time.abort(new DOMException('over', 'TimeoutError')),
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

export const problem = (
  status: number,
  code: string,
  members: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response =>
  json(
    status,
    {
      type: `/docs#${code}`,
      title: `${code} happened.`,
      status,
      code,
      hint: 'Mend it.',
      requestId: 'r-1',
      ...members,
    },
    headers,
  )

export const lost = (): Error => new TypeError('fetch failed')

/** Answers nothing, and ends as `fetch` does when the signal is aborted. */
export const hangs = (request: Request): Promise<Response> =>
  new Promise((_resolve, reject) => {
    const { signal } = request
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
