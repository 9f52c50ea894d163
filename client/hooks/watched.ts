import type { KeyholdError } from '../error.ts'

/** What is known of one question at this moment. */
export interface Seen<T> {
  data: T | undefined
  /** The last answer may no longer be shown: it is not the reader's, or no longer there. */
  isGone: boolean
  /** Of the last asking; the data of an earlier one may stand beside it. */
  error: KeyholdError | undefined
  isRefreshing: boolean
}

/** @param etag of the answer that is known. @returns null when that one is still right */
export type Ask<T> = (
  etag: string | null,
  signal: AbortSignal,
) => Promise<{ data: T; etag: string | null } | null>

/** What is younger than this is not asked for again by a second reader or a glance at the window. */
const freshMilliseconds = 2_000

const isEndOf = ({ status }: KeyholdError): boolean => [401, 403, 404, 410].includes(status)

/** Before anything is known. */
export const nothing: Seen<never> = { data: undefined, isGone: false, error: undefined, isRefreshing: false }

/**
 * One question and its last answer, shared by all who watch it: one request for all of them, given up when the last
 * one leaves, asked again when the window is looked at. An answer that did not change stays the same object.
 */
export class Watched<T> {
  readonly #ask: Ask<T>
  readonly #watchers = new Set<() => void>()
  #seen: Seen<T> = nothing
  #etag: string | null = null
  #askedAt = Number.NEGATIVE_INFINITY
  #running: { ending: AbortController; done: Promise<void> } | null = null

  constructor(ask: Ask<T>) {
    this.#ask = ask
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  readonly seen = (): Seen<T> => this.#seen

  readonly watch = (watcher: () => void): (() => void) => {
    if (this.#watchers.size === 0) {
      addEventListener('focus', this.#glance)
      document.addEventListener('visibilitychange', this.#glance)
    }
    this.#watchers.add(watcher)
    this.#glance()
    return () => {
      this.#watchers.delete(watcher)
      // React takes a watcher away and brings it back in one go; only who stays away has left.
      queueMicrotask(() => this.#leave())
    }
  }

  /** Asks now, or joins the asking that is under way. Never rejects: what went wrong is in `seen`. */
  readonly refresh = (): Promise<void> => {
    this.#running ??= this.#begin()
    return this.#running.done
  }

  readonly #glance = (): void => {
    const isFresh = performance.now() - this.#askedAt < freshMilliseconds
    if (document.visibilityState === 'visible' && !isFresh) void this.refresh()
  }

  #leave(): void {
    if (this.isWatched) return
    removeEventListener('focus', this.#glance)
    document.removeEventListener('visibilitychange', this.#glance)
    this.#running?.ending.abort()
    this.#running = null
    this.#tell({ isRefreshing: false })
  }

  #begin(): { ending: AbortController; done: Promise<void> } {
    const ending = new AbortController()
    this.#tell({ isRefreshing: true })
    return { ending, done: this.#look(ending.signal) }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const change = await this.#ask(this.#etag, signal).then(
      (answer): Partial<Seen<T>> => {
        if (answer && !signal.aborted) this.#etag = answer.etag
        return { ...(answer && { data: answer.data }), isGone: false, error: undefined }
      },
      (error: KeyholdError): Partial<Seen<T>> =>
        isEndOf(error) ? { data: undefined, isGone: true, error } : { error },
    )
    // Who gave up has seen to the rest already.
    if (signal.aborted) return
    if (change.isGone) this.#etag = null
    this.#askedAt = performance.now()
    this.#running = null
    this.#tell({ ...change, isRefreshing: false })
  }

  #tell(change: Partial<Seen<T>>): void {
    this.#seen = { ...this.#seen, ...change }
    for (const watcher of this.#watchers) watcher()
  }
}
