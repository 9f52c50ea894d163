/**
 * A server that speaks the protocol of Valkey and Redis, as far as it is needed here: for counts that all processes share
 * and that may be forgotten.
 */
export interface Valkey {
  /**
   * Runs a Lua script in one atomic step over these keys. It is sent once: what breaks on the way is not tried again, and
   * what did not answer may have been done all the same.
   * @returns what the script gave: numbers are whole, lists are arrays
   * @throws ValkeyTrouble, after a second at the latest
   */
  eval(script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>
}

/** Where a server stands. */
export interface ValkeyAddress {
  host: string
  /** 1 to 65,535. */
  port: number
  username: string | null
  password: string | null
  /** Number of the database, 0 and more. */
  database: number
  /** Encrypted, and the server's certificate is checked. */
  isEncrypted: boolean
}

/**
 * Why a script has no answer. `code` is the server's own word (`READONLY`, `WRONGPASS`, `OOM`), or `GONE`: there is no
 * connection, or `SILENT`: no answer in time. No message of it holds a key or a value.
 */
export class ValkeyTrouble extends Error {
  override readonly name = 'ValkeyTrouble'
  readonly code: string
  constructor(code: string, options?: ErrorOptions) {
    super(`Valkey did not answer: ${code}`, options)
    this.code = code
  }
}
