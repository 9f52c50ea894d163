import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a receiver got, as it came. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** What a receiver answers: a status, or more. `hang`: nothing, ever. */
export type Reply = number | 'hang' | { status: number; headers: Record<string, string> }

export interface Receiver {
  /** Its origin, on loopback. */
  url: string
  received: Received[]
  /** Ids in the order they came. */
  ids(): string[]
  /** From now on. Default 204. */
  reply: (received: Received) => Reply
  close(): void
}

/** An app's own server that takes webhooks, on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const got = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      received.push(got)
      const reply = receiver.reply(got)
      if (reply === 'hang') return
      const { status, headers } = typeof reply === 'number' ? { status: reply, headers: {} } : reply
      response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    ids: () => received.map(({ headers }) => String(headers['webhook-id'])),
    reply: () => 204,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return receiver
}

const toleranceSeconds = 5 * 60

/**
 * Whether a delivery is genuine, as https://www.standardwebhooks.com says a receiver finds out: written from the
 * specification, and with nothing of ours.
 * @param now the receiver's clock
 */
export function isGenuine(
  secret: string,
  { headers, body }: { headers: Readonly<Record<string, unknown>>; body: string },
  now: Date,
): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map(
    (name) => headers[`webhook-${name}`],
  )
  if (!id || !timestamp || !signatures || !/^\d+$/.test(String(timestamp))) return false
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) return false
  if (!secret.startsWith('whsec_')) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  if (key.length < 24 || key.length > 64) return false
  const wanted = createHmac('sha256', key)
    .update(`${String(id)}.${String(timestamp)}.${body}`)
    .digest()
  return String(signatures)
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => Buffer.from(each.slice('v1,'.length), 'base64'))
    .some((given) => given.length === wanted.length && timingSafeEqual(given, wanted))
}
