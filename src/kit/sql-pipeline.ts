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

  async close(): Promise<void> {
    await Promise.all(this.#all.map((pipeline) => pipeline.close()))
  }
}

/** One connection that many single statements share; opened again after it broke. */
class Pipeline {
  #config: pg.ClientConfig
  #onError: (error: Error) => void
  #client: Promise<pg.Client> | null = null

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
    const forget = () => {
      this.#client = null
    }
    client.on('error', (error) => {
      forget()
      this.#onError(error)
    })
    client.on('end', forget)
    await client.connect()
    return client
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    this.#client = null
    await client?.end()
  }
}
