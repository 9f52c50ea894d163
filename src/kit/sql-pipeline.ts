import pg from 'pg'

/** Several such connections, taken in turn. */
export class Pipelines {
  readonly #all: readonly Pipeline[]
  #next = 0

  constructor(count: number, config: pg.ClientConfig, onError: (error: Error) => void) {
    this.#all = Array.from({ length: count }, () => new Pipeline(config, onError))
  }

  client(): Promise<pg.Client> {
    this.#next = (this.#next + 1) % this.#all.length
    return this.#all[this.#next]!.client()
  }

  /** Its next statement would go down with it: another connection is opened for that. */
  forget(client: pg.Client): void {
    for (const pipeline of this.#all) pipeline.forget(client)
  }

  /** The next statement of each goes over a connection of its own. */
  renew(): void {
    for (const pipeline of this.#all) pipeline.renew()
  }

  /** Those that statements go over at the moment. */
  opened(): pg.Client[] {
    return this.#all.flatMap((pipeline) => pipeline.opened ?? [])
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((pipeline) => pipeline.close()))
  }
}

/** One connection that many single statements share; opened again after it broke. */
class Pipeline {
  #config: pg.ClientConfig
  #onError: (error: Error) => void
  #client: Promise<pg.Client> | null = null
  #opened: pg.Client | null = null

  constructor(config: pg.ClientConfig, onError: (error: Error) => void) {
    this.#config = config
    this.#onError = onError
  }

  client(): Promise<pg.Client> {
    this.#client ??= this.#open().catch((error: unknown) => {
      this.#client = null
      throw error
    })
    return this.#client
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(this.#config)
    this.#opened = client
    client.on('error', (error) => {
      this.forget(client)
      this.#onError(error)
    })
    client.on('end', () => this.forget(client))
    await client.connect()
    return client
  }

  get opened(): pg.Client | null {
    return this.#client === null ? null : this.#opened
  }

  forget(client: pg.Client): void {
    // One that broke long ago may say so only now, when its successor is at work.
    if (this.#opened === client) this.#client = null
  }

  renew(): void {
    const before = this.#client
    this.#client = null
    before?.then((client) => client.end()).catch(this.#onError)
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    this.#client = null
    await client?.end()
  }
}
