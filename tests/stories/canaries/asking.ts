import type { Written } from './written.ts'

export interface Ask {
  method?: string
  body?: unknown
  /** The body as it is sent, instead. */
  raw?: string
  headers?: Record<string, string>
  /** Kinds of secrets that the answer shows by design. */
  shows?: readonly string[]
  /** Kinds that stand in its cookies by design, and nowhere else in it. */
  sets?: readonly string[]
}

export interface Answered {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
}

/** Sends a request, and keeps what was answered. */
export type Asking = (path: string, ask?: Ask) => Promise<Answered>

export function asking(url: () => string, answers: Written[]): Asking {
  let strangers = 0
  return async (path, { method = 'GET', body, raw, headers = {}, shows = [], sets = [] } = {}) => {
    // Strangers come from addresses of their own: no limit is to be met.
    strangers += 1
    const from = headers.authorization
      ? {}
      : { 'x-forwarded-for': `198.51.${strangers >> 8}.${strangers & 255}` }
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(path.startsWith('http') ? path : url() + path, {
      method,
      redirect: 'manual',
      headers: {
        ...from,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    })
    const text = await response.text()
    const where = `answer ${response.status} to ${method} ${path.split('?')[0]}`
    const head = [...response.headers]
      .filter(([name]) => name !== 'set-cookie')
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
    const cookies = response.headers.getSetCookie().join('\n')
    answers.push(
      { where, bytes: Buffer.from(`${head}\n\n${text}`), shows },
      { where: `cookies of ${where}`, bytes: Buffer.from(cookies), shows: [...shows, ...sets] },
    )
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {} // a page, or what a provider sent
  }
}
