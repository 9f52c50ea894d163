import net from 'node:net'
import tls from 'node:tls'
import { type Sink, SinkTrouble } from '../../../kit/sink.ts'

export interface StreamTarget {
  kind: 'tcp' | 'tls'
  host: string
  port: number
}

/**
 * Syslog over TCP or TLS, each message with its length before it (RFC 6587 3.4.1, RFC 5425). Syslog answers nothing, and
 * what only lies in a socket's memory is lost with its receiver: so each batch is a connection of its own, and counts as
 * taken once the receiver has read to its end and closed. One that does not read is noticed by the first batch.
 */
export const streamSink = (target: StreamTarget, options: tls.ConnectionOptions = {}): Sink => ({
  close: async () => undefined,
  write: (lines, signal) =>
    new Promise((resolve, reject) => {
      const socket = connect(target, options)
      let isSent = false
      let isRead = false
      const give = (error: Error) => socket.destroy(error)
      const abort = () => give(new SinkTrouble('timed_out'))
      signal.addEventListener('abort', abort, { once: true })
      socket.on(target.kind === 'tls' ? 'secureConnect' : 'connect', () => socket.end(framed(lines)))
      socket.on('finish', () => (isSent = true))
      // Its answer, if it has one, is of no interest; it has to be read for the end behind it.
      socket.resume()
      socket.on('end', () => (isRead = isSent))
      socket.on('error', reject)
      socket.on('close', () => {
        signal.removeEventListener('abort', abort)
        if (isRead) resolve(null)
        else reject(new SinkTrouble('closed_early'))
      })
    }),
})

const connect = ({ kind, host, port }: StreamTarget, options: tls.ConnectionOptions): net.Socket =>
  kind === 'tcp'
    ? net.connect({ host, port })
    : tls.connect({ ...options, host, port, ...(net.isIP(host) === 0 && { servername: host }) })

const framed = (lines: readonly string[]): Buffer =>
  Buffer.concat(
    lines.map((line) => {
      const message = Buffer.from(line)
      return Buffer.concat([Buffer.from(`${message.length} `), message])
    }),
  )
