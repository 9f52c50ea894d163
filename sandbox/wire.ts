import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import type { Fault } from './faults.ts'
import type { Delivery } from './ledger.ts'

const longestBodyBytes = 1_000_000

/** The whole body, or `null` when it is longer than 1 MB. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longestBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Aborts when the connection is gone: the peer has left, or the sandbox has closed. */
export function endOf(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  if (outgoing.destroyed) gone.abort()
  return gone.signal
}

/** Waits so long, or until `end` aborts. */
export async function pause(milliseconds: number, end: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || end.aborted) return
  await wait(milliseconds, undefined, { signal: end }).catch(() => undefined)
}

/** Puts an answer on the wire, or does to the socket what the fault says. Returns what became of the bytes. */
export async function deliver(
  outgoing: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  end: AbortSignal,
): Promise<Delivery> {
  if (outgoing.destroyed) return 'peer_left'
  switch (fault?.kind) {
    case 'hang':
    case 'rotated_then_hang':
      return 'hung'
    case 'reset':
    case 'rotated_then_reset':
      outgoing.socket?.resetAndDestroy()
      return 'reset'
    case 'cut':
      return cutOff(outgoing, answer, fault.bytes ?? Math.floor(answer.body.length / 2))
    case 'slow':
      return fault.byteMilliseconds > 0
        ? dribble(outgoing, answer, fault.byteMilliseconds, end)
        : sendWhole(outgoing, answer)
    default:
      return sendWhole(outgoing, answer)
  }
}

function sendWhole(outgoing: ServerResponse, answer: Answer): Promise<Delivery> {
  writeHead(outgoing, answer)
  return ending(outgoing, () => outgoing.end(answer.body))
}

// The length that was promised is that of the whole body, so the peer can tell that it was cut.
function cutOff(outgoing: ServerResponse, answer: Answer, bytes: number): Promise<Delivery> {
  writeHead(outgoing, answer)
  outgoing.flushHeaders()
  const { promise, resolve } = Promise.withResolvers<Delivery>()
  outgoing.write(answer.body.subarray(0, bytes), () => {
    outgoing.destroy()
    resolve('cut')
  })
  return promise
}

async function dribble(
  outgoing: ServerResponse,
  answer: Answer,
  byteMilliseconds: number,
  end: AbortSignal,
): Promise<Delivery> {
  writeHead(outgoing, answer)
  outgoing.flushHeaders()
  for (const byte of answer.body) {
    if (outgoing.destroyed) return 'peer_left'
    outgoing.write(Buffer.of(byte))
    await pause(byteMilliseconds, end)
  }
  return ending(outgoing, () => outgoing.end())
}

function writeHead(outgoing: ServerResponse, answer: Answer): void {
  const hasBody = answer.status !== 204 && answer.status !== 304
  const length: Record<string, number> = hasBody ? { 'content-length': answer.body.length } : {}
  outgoing.writeHead(answer.status, { ...answer.headers, ...length })
}

function ending(outgoing: ServerResponse, end: () => void): Promise<Delivery> {
  const { promise, resolve } = Promise.withResolvers<Delivery>()
  outgoing.once('finish', () => resolve('sent'))
  outgoing.once('close', () => resolve('peer_left'))
  if (outgoing.destroyed) resolve('peer_left')
  else end()
  return promise
}
