// What the house is measured against: the same token read with nothing around it. A key check, one indexed select, one
// AES-256-GCM open, a JSON answer; no limits, no audit, no rows of other accounts to keep apart. And a figure, as the bytes
// that one indexed select finds.
import { createDecipheriv, createHmac, createSecretKey } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import type { BareSecrets } from './bare-table.ts'
import { serveBench } from './child-side.ts'

const secrets = JSON.parse(process.env.BENCH_SECRETS ?? '{}') as BareSecrets
const macKey = createSecretKey(Buffer.from(secrets.macKey, 'hex'))
const sealKey = createSecretKey(Buffer.from(secrets.sealKey, 'hex'))
const known = new Set(secrets.keyMacs)

const clients = await Promise.all(Array.from({ length: 4 }, () => connected()))
let turn = 0

async function connected(): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: process.env.DATABASE_URL,
    pipeline: true,
  } as pg.ClientConfig)
  await client.connect()
  return client
}

const figurePath = '/figures/'

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '' } = request
  return url.startsWith(figurePath)
    ? answerFigure(url.slice(figurePath.length), response)
    : answerToken(request, response)
}

async function answerFigure(name: string, response: ServerResponse): Promise<void> {
  const found = await client().query({
    name: 'figure',
    text: 'select body from bench.bare_figure where name = $1',
    values: [name],
  })
  const row = found.rows[0] as { body: string } | undefined
  if (!row) return void response.writeHead(404).end()
  send(response, row.body)
}

const client = (): pg.Client => clients[turn++ % clients.length]!

function send(response: ServerResponse, body: string): void {
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(body),
    })
    .end(body)
}

async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = request.headers.authorization?.slice('Bearer '.length) ?? ''
  if (!known.has(createHmac('sha256', macKey).update(key).digest('base64')))
    return void response.writeHead(401).end()
  const id = request.url?.split('/')[3]
  const found = await client().query({
    name: 'read',
    text: 'select sealed, token_type, expires_at, scopes from bench.bare_token where id = $1',
    values: [id],
  })
  const row = found.rows[0] as
    | { sealed: Buffer; token_type: string; expires_at: Date; scopes: string[] }
    | undefined
  if (!row) return void response.writeHead(404).end()
  const body = JSON.stringify({
    access_token: open(row.sealed),
    token_type: row.token_type,
    expires_at: row.expires_at,
    scope: row.scopes.join(' '),
  })
  send(response, body)
}

function open(sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(-16))
  return decipher.update(sealed.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  serveBench({ port: (server.address() as AddressInfo).port }, async () => {
    server.close()
    server.closeAllConnections()
    await Promise.all(clients.map((client) => client.end()))
  })
})
