import type { Block } from './format.ts'
import type { PlacedEntry } from './store.ts'

/** Whether an entry lies in the block's range of transactions. */
export const isWithin = (entry: PlacedEntry, block: Block): boolean =>
  entry.epoch === block.epoch && BigInt(entry.xid) >= block.xidFrom && BigInt(entry.xid) < block.xidTo

/** Whether it lies before that range. */
export const isBefore = (entry: PlacedEntry, block: Block): boolean =>
  entry.epoch < block.epoch || (entry.epoch === block.epoch && BigInt(entry.xid) < block.xidFrom)

/** Lets the next one be seen before it is taken. */
export class Ahead<T> {
  readonly #rows: AsyncIterator<T>
  #next: T | null = null

  constructor(rows: AsyncIterable<T>) {
    this.#rows = rows[Symbol.asyncIterator]()
  }

  async peek(): Promise<T | null> {
    if (this.#next !== null) return this.#next
    const { done, value } = await this.#rows.next()
    this.#next = done ? null : value
    return this.#next
  }

  take(): void {
    this.#next = null
  }
}
