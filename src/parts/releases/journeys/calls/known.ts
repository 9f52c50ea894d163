import { endOf, type Reading, readingsOf, startOf } from './readings.ts'

/** From here to before there. */
export type Range = [start: number, end: number]

/** Shorter ones are found only where they stand alone. */
const standsAlone = 6
/** Longer ones are not looked for in base 64 and in hexadecimal. */
const longestCoded = 4_096
/** Characters, all forms together: some megabytes. */
const mostCharacters = 8_388_608
/** Characters compared for one text, and for all: half a second at most, whatever a target chose its values for. */
const mostCompared = 8_388_608
const mostComparedInAll = 268_435_456
const eachCompared = 16
/** The end of a text that was cut may be half of a spelling. */
const brokenAtMost = 12

/**
 * The values that must not be seen, and where they stand in a text: by their first characters, so that many of them cost no
 * more than few.
 */
export class Known {
  #all = new Set<string>()
  #long = new Map<string, Set<string>>()
  #short = new Set<string>()
  #begins = { long: new Uint8Array(65_536), short: new Uint8Array(65_536) }
  #characters = 0
  #compared = 0
  #isGivenUp = false

  /** There are more than can be looked for: nothing can be vouched for any more. */
  get isTooMuch(): boolean {
    return this.#isGivenUp || this.#characters > mostCharacters || this.#compared > mostComparedInAll
  }

  /** Something must not be seen that is too much to be learnt. */
  giveUp(): void {
    this.#isGivenUp = true
  }

  add(secret: string): void {
    if (secret === '' || this.isTooMuch || this.#all.has(secret)) return
    this.#all.add(secret)
    for (const { text } of wellFormed(readingsOf(secret)))
      for (const form of [text, text.replaceAll(' ', '+')]) this.#learn(form)
    if (secret.length < standsAlone || secret.length > longestCoded) return
    for (const form of codesOf(Buffer.from(secret))) this.#learn(form)
  }

  /** @param isCut the text went on. @returns in their order, none within another; null: it would take too long */
  rangesIn(text: string, isCut: boolean): Range[] | null {
    if (this.#all.size === 0) return []
    const found: Range[] = []
    const most = this.#compared + mostCompared
    for (const reading of wellFormed(readingsOf(text)))
      for (let index = 0; index < reading.text.length; index++) {
        const length = this.#lengthAt(reading, index, isCut)
        if (length > 0) found.push([startOf(reading, index), endOf(reading, index + length - 1)])
        if (this.#compared > most) return null
      }
    return merged(found)
  }

  #learn(form: string): void {
    if (form === '') return
    if (form.length < standsAlone) {
      this.#short.add(form)
      this.#begins.short[form.charCodeAt(0)] = 1
      return
    }
    const key = form.slice(0, standsAlone)
    const alike = this.#long.get(key) ?? new Set()
    if (alike.has(form)) return
    this.#long.set(key, alike.add(form))
    this.#begins.long[mark(form, 0)] = 1
    this.#characters += form.length
  }

  /** Of the longest that begins there; 0: none. */
  #lengthAt({ text }: Reading, index: number, isCut: boolean): number {
    let longest = 0
    if (this.#begins.long[mark(text, index)] === 1)
      for (const form of this.#long.get(text.slice(index, index + standsAlone)) ?? []) {
        this.#compared += eachCompared + Math.min(form.length, text.length - index)
        if (form.length > longest && text.startsWith(form, index)) longest = form.length
        if (isCut && goesOn(form, text, index)) return text.length - index
      }
    if (longest === 0 && this.#begins.short[text.charCodeAt(index)] === 1) return this.#shortAt(text, index)
    return longest
  }

  #shortAt(text: string, index: number): number {
    if (isWord(text, index - 1)) return 0
    for (let length = standsAlone - 1; length > 0; length--)
      if (!isWord(text, index + length) && this.#short.has(text.slice(index, index + length))) return length
    return 0
  }
}

/** Half a character is sent as U+FFFD, which is as long. */
const wellFormed = (readings: readonly Reading[]): Reading[] =>
  readings.map((reading) => ({ ...reading, text: reading.text.toWellFormed() }))

const mark = (text: string, index: number): number =>
  (text.charCodeAt(index) + text.charCodeAt(index + 1) * 31) & 0xff_ff

const isWord = (text: string, index: number): boolean => /^[A-Za-z0-9]$/.test(text[index] ?? '')

/** The text was cut in the middle of it. */
function goesOn(form: string, text: string, index: number): boolean {
  if (index + form.length <= text.length) return false
  const rest = text.slice(index, Math.max(index + standsAlone, text.length - brokenAtMost))
  return form.startsWith(rest)
}

/** Base 64 of whatever it may stand in, such as of a name and a password, without what its neighbours have a part in. */
function codesOf(bytes: Buffer): string[] {
  const hex = bytes.toString('hex')
  const coded = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [hex, hex.toUpperCase(), ...coded]
}

function merged(found: Range[]): Range[] {
  const ranges: Range[] = []
  for (const [start, end] of found.toSorted(([a], [b]) => a - b)) {
    const last = ranges.at(-1)
    if (last && start < last[1]) last[1] = Math.max(last[1], end)
    else ranges.push([start, end])
  }
  return ranges
}
