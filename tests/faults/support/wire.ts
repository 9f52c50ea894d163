import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { pipeline, Transform, type TransformCallback } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { loginOf } from '../../../src/entry/node/login.ts'
import { gate } from '../../support/net.ts'
import { seeded } from './seeded.ts'

/** What a wire does to the bytes on it. */
export interface Manners {
  /** Each piece comes this much later, drawn anew up to twice as much. Default 0. */
  latencyMilliseconds: number
  /** They come in pieces of at most this many bytes. Default whole. */
  pieceBytes: number
}

/** A way to a server by TCP that passes everything on until it is told otherwise. */
export interface Wire {
  port: number
  manners: Manners
  /** Nothing comes through any more, and nobody is told: neither on the connections there are nor on new ones. */
  cut(): void
  /** What was held up comes through now, and everything after it. */
  mend(): void
  /** Ends every connection there is by RST. @returns how many */
  reset(): number
  /** Connections at the moment. */
  count(): number
  /** Connections that ever came. */
  accepted(): number
  close(): Promise<void>
}

const unharmed: Manners = { latencyMilliseconds: 0, pieceBytes: Infinity }

/**
 * @param to path of a unix socket
 * @param host where it listens. Default loopback
 */
export async function layWire(to: string, { host = '127.0.0.1' } = {}): Promise<Wire> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const wire: State = { manners: unharmed, mended: null }
  const drawn = seeded(3)
  let accepted = 0
  const carry = (): Transform => carrier(wire, drawn.share)
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: to, allowHalfOpen: true })
    const pair = [near, far] as const
    accepted += 1
    pairs.add(pair)
    const end = () => {
      for (const socket of pair) socket.destroy()
      pairs.delete(pair)
    }
    pipeline(near, carry(), far, (error) => error && end())
    pipeline(far, carry(), near, (error) => error && end())
    near.once('close', end)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const mend = () => {
    wire.mended?.open()
    wire.mended = null
  }
  const reset = () => {
    const all = [...pairs]
    for (const [near, far] of all) {
      near.resetAndDestroy()
      far.destroy()
    }
    return all.length
  }
  return {
    port: (server.address() as AddressInfo).port,
    get manners() {
      return wire.manners
    },
    set manners(manners) {
      wire.manners = manners
    },
    cut() {
      wire.mended ??= gate()
    },
    mend,
    reset,
    count: () => pairs.size,
    accepted: () => accepted,
    async close() {
      for (const socket of [...pairs].flat()) socket.destroy()
      mend()
      server.close()
      await once(server, 'close')
    },
  }
}

interface State {
  manners: Manners
  /** Opens when the cut ends; `null`: there is none. */
  mended: ReturnType<typeof gate<void>> | null
}

function carrier(wire: State, share: () => number): Transform {
  async function carry(through: Transform, bytes: Buffer): Promise<void> {
    const { latencyMilliseconds, pieceBytes } = wire.manners
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      if (latencyMilliseconds > 0) await pause(latencyMilliseconds * 2 * share())
      // Without it the pieces would leave in one write.
      else if (at > 0) await pause(0)
      await wire.mended?.promise
      if (!through.destroyed) through.push(bytes.subarray(at, at + pieceBytes))
    }
  }
  return new Transform({
    transform(bytes: Buffer, _encoding, done: TransformCallback) {
      void carry(this, bytes).then(() => done(), done)
    },
  })
}

/** The address of a database behind a unix socket, as it is over a wire. */
export const overWire = (url: string, { port }: Wire, host = '127.0.0.1'): string =>
  `postgresql://${loginOf(url)}@${host}:${port}${/\/[^/?]*(?=\?)/.exec(url)![0]}?sslmode=disable`

/** Where the server of such an address listens. */
export function socketOf(url: string): string {
  const { searchParams } = new URL(url.replace('@/', '@socket/'))
  return join(searchParams.get('host')!, `.s.PGSQL.${searchParams.get('port')}`)
}
