/** An answer before it goes on the wire: what faults may still spoil. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export async function answerOf(response: Response): Promise<Answer> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  }
}

export const jsonAnswer = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: Buffer.from(JSON.stringify(value)),
})

export const htmlAnswer = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from(`<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1></html>`),
})

/** The answer's JSON object; empty when it has none. */
export function objectIn(answer: Answer): Record<string, unknown> {
  const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false
  return isJson ? (JSON.parse(answer.body.toString()) as Record<string, unknown>) : {}
}
