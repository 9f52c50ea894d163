import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Sink } from '../../../kit/sink.ts'

/** The network's word that nobody listens there comes a moment later, if it comes. */
const listenMilliseconds = 20

/** Syslog over UDP (RFC 5426), a datagram for each message. Nobody says whether one arrived; at most, that none can. */
export const datagramSink = ({ host, port }: { host: string; port: number }): Sink => ({
  close: async () => undefined,
  async write(lines, signal) {
    if (lines.length === 0) return null
    const { address, family } = await lookup(host)
    const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', signal })
    const refused = once(socket, 'error').then(([error]) => Promise.reject(error as Error))
    // Heard below; one that comes after that is of no use.
    refused.catch(() => undefined)
    try {
      socket.connect(port, address)
      await Promise.race([once(socket, 'connect'), refused])
      const send = promisify((line: string, done: (error: Error | null) => void) => socket.send(line, done))
      for (const line of lines) await Promise.race([send(line), refused])
      await Promise.race([wait(listenMilliseconds), refused])
      return null
    } finally {
      if (!signal.aborted) socket.close()
    }
  },
})
