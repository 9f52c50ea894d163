import type { Written } from './written.ts'

export interface Ask {
  method?: string
  body?: unknown
  /** The body as it is sent, instead. */
  raw?: string
  headers?: Record<string, string>
  /** Kinds of secrets that the answer shows by design. */
  shows?: readonly string[]
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
  return async (path, { method = 'GET', body, raw, headers = {}, shows = [] } = {}) => {
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
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    answers.push({
      where: `answer ${response.status} to ${method} ${path.split('?')[0]}`,
      bytes: Buffer.from(`${head}\n\n${text}`),
      shows,
    })
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
