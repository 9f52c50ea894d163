import { longestUnderWay, type Redactor, withoutTexts } from './redact.ts'
import type { Traced } from '../run/result.ts'

/** Characters of all calls of an attempt; an archive has no room for more. */
const mostCharacters = 2_097_152

/** The calls of an attempt while it is under way, redacted by what is known so far: the newest, as many as there is room for. */
export class KeptCalls {
  #redactor: Redactor
  #calls = new Map<Traced, number>()
  #characters = 0

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  keep(traced: Traced): void {
    Object.assign(traced, this.#redactor.trace(traced, longestUnderWay))
    this.#calls.set(traced, charactersOf(traced))
    this.#characters += charactersOf(traced)
    for (const oldest of this.#calls.keys()) {
      if (this.#characters <= mostCharacters) return
      Object.assign(oldest, withoutTexts(oldest))
      this.forget(oldest)
    }
  }

  /** It is not kept any more. */
  forget(traced: Traced): void {
    this.#characters -= this.#calls.get(traced) ?? 0
    this.#calls.delete(traced)
  }
}

const charactersOf = ({ url, headers, body, answer }: Traced): number =>
  [url, ...headers.flat(), body, ...(answer?.headers.flat() ?? []), answer?.body].reduce(
    (sum, text) => sum + (text?.length ?? 0),
    0,
  )
