import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Comment {
  id: number
  body: string
  user: { login: string }
}

/** What answers at GITHUB_API_URL, as far as comments go: lists by page, makes one, changes one. */
export interface CodeHost {
  url: string
  /** By the number of the issue or pull request. */
  comments: Map<number, Comment[]>
  /** Method and path of each call, in order. */
  calls: string[]
  close(): void
}

/** @param tokens what each may do: one that reads alone is what a fork's workflow has */
export async function startCodeHost(tokens: Record<string, 'reads' | 'writes'>): Promise<CodeHost> {
  const comments = new Map<number, Comment[]>()
  const calls: string[] = []
  const all = (): Comment[] => [...comments.values()].flat()
  const answer = (method: string, url: URL, body: string): [number, unknown] => {
    const number = Number(/\/repos\/acme\/app\/issues\/(\d+)\/comments$/.exec(url.pathname)?.[1])
    const id = Number(/\/repos\/acme\/app\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1])
    const given = (): string => (JSON.parse(body) as { body: string }).body
    if (method === 'GET' && number) return [200, pageOf(comments.get(number) ?? [], url.searchParams)]
    if (method === 'POST' && number) {
      const made = { id: all().length + 1, body: given(), user: { login: 'github-actions[bot]' } }
      comments.set(number, [...(comments.get(number) ?? []), made])
      return [201, { ...made, html_url: `https://code.example.org/${made.id}` }]
    }
    const found = all().find((comment) => comment.id === id)
    if (method !== 'PATCH' || !found) return [404, { message: 'Not Found' }]
    found.body = given()
    return [200, { ...found, html_url: `https://code.example.org/${id}` }]
  }
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const url = new URL(request.url!, 'http://localhost')
    calls.push(`${request.method} ${request.url}`)
    const may = tokens[/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '']
    const [status, value] = refusalOf(request, may) ?? answer(request.method!, url, body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A test that fails before it closes this one shall end all the same.
  server.unref()
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    calls,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function refusalOf({ method, headers }: IncomingMessage, may?: 'reads' | 'writes'): [number, unknown] | null {
  if (may === undefined) return [401, { message: 'Bad credentials' }]
  if (headers['user-agent'] === undefined) return [403, { message: 'User-Agent is needed' }]
  if (method === 'GET' || may === 'writes') return null
  return [403, { message: 'Resource not accessible by integration' }]
}

function pageOf(all: readonly Comment[], query: URLSearchParams): Comment[] {
  const size = Number(query.get('per_page') ?? 30)
  const page = Number(query.get('page') ?? 1)
  return all.slice((page - 1) * size, page * size)
}
