import { connect, type Socket } from 'node:net'

/** @param localAddress from which of this machine's own addresses; default any */
export const opened = (port: number, localAddress?: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const from = localAddress === undefined ? {} : { localAddress }
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, ...from }, () => resolve(socket))
    socket.once('error', reject)
  })

export interface Answer {
  /** 0 when the connection broke. */
  status: number
  body(): string
}

/** The length of a whole answer; undefined: more is to come. */
function wholeLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = bytes.toString('latin1', 0, headEnd)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length !== undefined) return headEnd + 4 + Number(length)
  if (!/\r\ntransfer-encoding: chunked/i.test(head)) throw new Error(`an answer without a length: ${head}`)
  // JSON holds no line ends of its own, and nothing follows an answer that nobody asked for.
  return bytes.subarray(-7).equals(lastChunk) ? bytes.length : undefined
}

const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/** One connection, one request at a time. */
export class Asking {
  readonly #socket: Socket
  readonly #rest: string
  #settle: (answer: Answer) => void = () => undefined
  #held: Buffer | null = null

  /** @param key for {@link get} alone */
  constructor(socket: Socket, key = '') {
    this.#socket = socket
    this.#rest = ` HTTP/1.1\r\nHost: 127.0.0.1:${socket.remotePort}\r\nAccept: application/json\r\nAuthorization: Bearer ${key}\r\n\r\n`
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#settle({ status: 0, body: () => '' }))
  }

  get(path: string): Promise<Answer> {
    return this.send(`GET ${path}${this.#rest}`)
  }

  /** @param request as it goes over the wire, latin1 */
  send(request: string): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = resolve
      this.#socket.write(request, 'latin1')
    })
  }

  #take(chunk: Buffer): void {
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk
    const isWhole = (wholeLength(bytes) ?? Infinity) <= bytes.length
    this.#held = isWhole ? null : bytes
    if (isWhole)
      this.#settle({
        status: Number(bytes.toString('latin1', 9, 12)),
        body: () => bytes.toString('utf8', bytes.indexOf('\r\n\r\n') + 4),
      })
  }
}
