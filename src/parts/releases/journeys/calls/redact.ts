import type { Traced } from '../run/result.ts'
import { gone, isSecretive, withoutNamed } from './by-name.ts'
import { Known } from './known.ts'

const notShown = '[not shown]'
const cut = '... [cut]'
const longestText = 16_384
/** While more may become known: a secret that is half beyond this is wholly beyond what is kept in the end. */
export const longestUnderWay = 24_576
/** So much behind the end of what is kept is looked at, for what stands across it. */
const lookedBeyond = 8_192
/** Deeper values end the stack of whoever walks through them. */
const mostLevels = 200
/** Shorter parts of a value are too common to take out wherever they stand. */
const shortestPart = 4
/** Of one value with more parts nothing is vouched for: each costs as much as a value of its own. */
const mostParts = 1_000

/** Knows what a run must not show, and takes it out of what is kept of it. */
export class Redactor {
  #known = new Known()

  /** A list or a map with each of its parts, which may be sent by themselves. */
  know(value: unknown): void {
    const parts = typeof value === 'object' ? new Set(partsOf(value)) : new Set<string>()
    if (parts.size > mostParts) return this.#known.giveUp()
    for (const part of parts) this.#known.add(part)
    this.#known.add(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
  }

  /** At most `most` characters of it. */
  text(text: string, most = longestText): string {
    if (this.#known.isTooMuch) return notShown
    const seen = text.slice(0, most + lookedBeyond)
    const ranges = this.#known.rangesIn(seen, seen.length < text.length)
    if (ranges === null) return notShown
    let [shown, from] = ['', 0]
    for (const [start, end] of ranges.filter(([start]) => start < most)) {
      shown += seen.slice(from, start) + gone
      from = end
    }
    if (from < most) shown += seen.slice(from, most)
    return storable(text.length > most ? shown + cut : shown)
  }

  /** A value that stands under a name, in words for a message; at most 120 characters. */
  said(name: string, value: unknown): string {
    if (isSecretive(name)) return gone
    const most = 1_000
    const shown = typeof value === 'string' ? this.#inForm(value, most) : this.#within(value, most)
    const text = JSON.stringify(shown) ?? 'nothing'
    return text.length > 120 ? `${storable(text.slice(0, 117))}...` : text
  }

  /** What a document wants shown. */
  value(value: unknown): unknown {
    return redactedValue(value, (text) => this.text(text, Infinity), { left: Infinity })
  }

  /** Whatever goes wrong with that: what came of the call stays. */
  trace(traced: Traced, most = longestText): Traced {
    try {
      return {
        ...traced,
        url: withoutNamed(this.text(traced.url, most)),
        headers: this.#headers(traced.headers),
        body: this.#body(traced.body, most),
        failure: traced.failure === null ? null : this.text(traced.failure),
        answer: traced.answer && {
          ...traced.answer,
          headers: this.#headers(traced.answer.headers),
          body: this.#body(traced.answer.body, most),
        },
      }
    } catch {
      return withoutTexts(traced)
    }
  }

  #headers(headers: Traced['headers']): Traced['headers'] {
    return headers.map(([name, value]) => [name, this.#header(name.toLowerCase(), value)])
  }

  #header(name: string, value: string): string {
    if (name === 'set-cookie') return this.text(value.replace(/^([^=]*)=[^;]*/, `$1=${gone}`))
    if (name === 'cookie') return this.text(value.split(';').map(cookieWithout).join(';'))
    return isSecretive(name) ? gone : withoutNamed(this.text(value))
  }

  // First taken out, then cut: half a secret is a secret still.
  #body(body: string | null, most: number): string | null {
    if (body === null) return null
    const text = this.#inForm(body, most)
    return text.length > most + cut.length ? storable(text.slice(0, most)) + cut : text
  }

  #inForm(body: string, most: number): string {
    const value = /^\s*[{[]/.test(body) ? parsed(body) : undefined
    return value === undefined
      ? withoutNamed(this.text(body, most))
      : JSON.stringify(this.#within(value, most))
  }

  /** As much of it as its JSON has characters for. */
  #within(value: unknown, most: number): unknown {
    return redactedValue(value, (text) => withoutNamed(this.text(text, most)), { left: most + 1 })
  }
}

const cookieWithout = (pair: string): string =>
  pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=${gone}` : pair

/** Of a call that cannot be shown: how it went is. */
export const withoutTexts = (traced: Traced): Traced => ({
  ...traced,
  url: notShown,
  headers: [],
  body: traced.body && notShown,
  failure: traced.failure && notShown,
  answer: traced.answer && { ...traced.answer, headers: [], body: traced.answer.body && notShown },
})

function redactedValue(
  value: unknown,
  text: (text: string) => string,
  room: { left: number },
  level = 0,
): unknown {
  const take = <T>(shown: T, characters: number): T => {
    room.left -= characters
    return shown
  }
  if (typeof value === 'string') {
    const shown = text(value)
    return take(shown, shown.length + 2)
  }
  if (typeof value === 'number') return take(text(String(value)) === String(value) ? value : gone, 2)
  if (typeof value !== 'object' || value === null) return take(value, 4)
  if (level === mostLevels) return take(notShown, notShown.length)
  if (Array.isArray(value)) {
    const kept: unknown[] = []
    for (const each of value) {
      if (room.left <= 0) break
      kept.push(redactedValue(each, text, room, level + 1))
    }
    return kept
  }
  const kept: [string, unknown][] = []
  for (const [name, each] of Object.entries(value)) {
    if (room.left <= 0) break
    const shown = take(text(name), name.length + 3)
    const isGone = isSecretive(name) && each !== null && typeof each !== 'boolean'
    kept.push([shown, isGone ? take(gone, gone.length) : redactedValue(each, text, room, level + 1)])
  }
  return Object.fromEntries(kept)
}

/** What a database takes as text. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

/** Texts and numbers of some length, wherever they stand in it. */
function partsOf(value: unknown, level = 0): string[] {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value)
    return text.length < shortestPart ? [] : [text]
  }
  if (typeof value !== 'object' || value === null || level > mostLevels) return []
  return Object.values(value).flatMap((each) => partsOf(each, level + 1))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // read as plain text then
  }
}
