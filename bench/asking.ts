import { connect, type Socket } from 'node:net'

export const opened = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

export interface Answer {
  /** 0 when the connection broke. */
  status: number
  body(): string
}

/** One connection, one request at a time. */
export class Asking {
  readonly #socket: Socket
  readonly #rest: string
  #settle: (answer: Answer) => void = () => undefined
  #held: Buffer | null = null

  constructor(socket: Socket, key: string) {
    this.#socket = socket
    this.#rest = ` HTTP/1.1\r\nHost: 127.0.0.1:${socket.remotePort}\r\nAccept: application/json\r\nAuthorization: Bearer ${key}\r\n\r\n`
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => this.#settle({ status: 0, body: () => '' }))
  }

  get(path: string): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = resolve
      this.#socket.write(`GET ${path}${this.#rest}`, 'latin1')
    })
  }

  #take(chunk: Buffer): void {
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk
    const headEnd = bytes.indexOf('\r\n\r\n')
    const head = headEnd < 0 ? '' : bytes.toString('latin1', 0, headEnd)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? NaN)
    if (headEnd >= 0 && Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`)
    const isWhole = headEnd >= 0 && bytes.length >= headEnd + 4 + length
    this.#held = isWhole ? null : bytes
    if (isWhole)
      this.#settle({ status: Number(head.slice(9, 12)), body: () => bytes.toString('utf8', headEnd + 4) })
  }
}
