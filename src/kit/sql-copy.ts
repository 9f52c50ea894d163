import pg from 'pg'
import { faults } from './fault.ts'

/**
 * One connection as the login that owns the schema, for whole tables: in and out as PostgreSQL's COPY text. It takes no
 * role by itself, and no statement of it is ever given up for its length.
 */
export interface OwnerConnection {
  query<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
  /** `copy (…) to stdout`. Who stops reading early must close the connection. */
  copyOut(text: string): CopiedOut
  /** `copy … from stdin`. @returns rows taken; a fault of `pieces` ends the statement and is thrown on */
  copyIn(text: string, pieces: AsyncIterable<Uint8Array>): Promise<number>
  close(): Promise<void>
}

export interface CopiedOut {
  /** The rows' text, each row ended by a newline, in pieces of any length; as slowly as it is read. */
  pieces: AsyncIterable<Buffer>
  /** Rows so far; all of them once `pieces` has ended. */
  rows(): number
}

// What a value looks like as text must not depend on how either server is set up; and a connection that waits for a
// slow disk inside its transaction is not idle.
const session = `set datestyle = 'ISO'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set extra_float_digits = 3;
  set bytea_output = 'hex'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`

/** @throws DATABASE_UNAVAILABLE */
export async function openOwner(ownerUrl: string, name: string): Promise<OwnerConnection> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: name,
  })
  // A connection that breaks fails the statement that runs on it; the event alone must not end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(session)
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw faults.DATABASE_UNAVAILABLE({}, { cause })
  }
  return {
    query: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await client.query(text, values)).rows as Row[],
    copyOut: (text) => client.query(new CopyOut(text)),
    async copyIn(text, pieces) {
      const copy = new CopyIn(text, pieces)
      client.query(copy)
      return copy.done
    },
    close: () => client.end(),
  }
}

/** The part of pg's connection that COPY needs; its types leave most of it out. */
interface Wire {
  stream: NodeJS.ReadWriteStream & { writableNeedDrain: boolean; destroyed: boolean }
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(words: string): void
}

/** More than this unread, and the server is left waiting. */
const unreadBytes = 1 << 20

const rowsIn = ({ text }: { text?: string }): number => Number(/^COPY (\d+)$/.exec(text ?? '')?.[1] ?? 0)

class CopyOut implements pg.Submittable, CopiedOut {
  readonly #text: string
  #unread: Buffer[] = []
  #unreadBytes = 0
  #rows = 0
  #end: { error: unknown } | null = null
  #wire: Wire | null = null
  #wake: () => void = () => undefined

  constructor(text: string) {
    this.#text = text
  }

  readonly pieces: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => this.#read() }

  readonly rows = (): number => this.#rows

  submit(connection: pg.Connection): void {
    this.#wire = connection as unknown as Wire
    this.#wire.query(this.#text)
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The driver reads the next message into the same memory.
    this.#unread.push(Buffer.from(chunk))
    this.#unreadBytes += chunk.length
    this.#rows += 1
    if (this.#unreadBytes > unreadBytes) this.#wire!.stream.pause()
    this.#wake()
  }

  handleCommandComplete(message: { text?: string }): void {
    this.#rows = rowsIn(message)
  }

  handleReadyForQuery(): void {
    this.#finish(null)
  }

  handleError(error: Error): void {
    this.#finish(error)
  }

  #finish(error: unknown): void {
    this.#end ??= { error }
    this.#wake()
  }

  async *#read(): AsyncGenerator<Buffer> {
    for (;;) {
      if (this.#unread.length > 0) {
        const piece = Buffer.concat(this.#unread)
        this.#unread = []
        this.#unreadBytes = 0
        this.#wire?.stream.resume()
        yield piece
      } else if (this.#end) {
        if (this.#end.error) throw this.#end.error
        return
      } else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

class CopyIn implements pg.Submittable {
  readonly #text: string
  readonly #pieces: AsyncIterable<Uint8Array>
  readonly #done = Promise.withResolvers<number>()
  #rows = 0
  #ended = false
  #fault: { cause: unknown } | null = null

  constructor(text: string, pieces: AsyncIterable<Uint8Array>) {
    this.#text = text
    this.#pieces = pieces
  }

  get done(): Promise<number> {
    return this.#done.promise
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text)
  }

  handleCopyInResponse(connection: pg.Connection): void {
    void this.#send(connection as unknown as Wire)
  }

  handleCommandComplete(message: { text?: string }): void {
    this.#rows = rowsIn(message)
  }

  handleReadyForQuery(): void {
    this.#ended = true
    this.#done.resolve(this.#rows)
  }

  handleError(error: Error): void {
    this.#ended = true
    this.#done.reject(this.#fault ? this.#fault.cause : error)
  }

  async #send(wire: Wire): Promise<void> {
    try {
      for await (const piece of this.#pieces) {
        if (this.#ended) return
        wire.sendCopyFromChunk(piece)
        if (wire.stream.writableNeedDrain) await untilDrained(wire.stream)
      }
      if (!this.#ended) wire.endCopyFrom()
    } catch (cause) {
      this.#fault = { cause }
      if (wire.stream.destroyed) this.#done.reject(cause)
      else wire.sendCopyFail('what was to be copied could not be read')
    }
  }
}

const untilDrained = (stream: NodeJS.ReadWriteStream): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go).off('close', go)
      resolve()
    }
    stream.on('drain', go).on('close', go)
  })
