/**
 * What is guessed first: the common passwords of zxcvbn's list, which are nearly all shorter than what is taken here, and by
 * rule what people make of them to reach a length.
 */
interface Common {
  /** Each with its place, the commonest first. */
  places: ReadonlyMap<string, number>
}

// Of rarer ones with something behind them nobody has a list: who guesses them tries everything.
const extendedPlaces = 4000

/** What is put behind a word, or in front of it, to make it longer. */
const additions: readonly string[] = [
  '1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 0 00 000 01 007 11 111 1111 69 99 321 4321 54321',
  '! !! !!! 1! 12! 123! 1234! !1 !12 !123 @1 @12 @123 @1234 #1 #123 . ? $ * abc abc123 qwerty qwe asd xxx',
]
  .flatMap((row) => row.split(' '))
  .concat(
    years(1970, 60),
    years(2019, 12).map((year) => `${year}!`),
  )
const added = new Set(additions)
const longestAddition = Math.max(...additions.map(({ length }) => length))

function years(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, n) => String(from + n))
}

let loading: Promise<Common> | undefined

/** Loaded when the first password is chosen: a process that only lets people in never does. */
const common = (): Promise<Common> => (loading ??= load())

async function load(): Promise<Common> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const places = new Map<string, number>()
  for (const word of dictionary['passwords-common']) places.set(word, places.size)
  return { places }
}

/** Whether a password, whole and in any case, is one of those that are guessed first. */
export async function isCommonPassword(text: string): Promise<boolean> {
  const { places } = await common()
  const word = text.normalize('NFKC').toLowerCase()
  return places.has(word) || isExtended(places, word) || isRepeated(places, word) || isRun(word)
}

/** A common one with an addition behind it or in front of it. */
function isExtended(places: Common['places'], word: string): boolean {
  for (let length = 1; length <= longestAddition && length < word.length; length++) {
    const behind = added.has(word.slice(-length)) && places.get(word.slice(0, -length))
    const before = added.has(word.slice(0, length)) && places.get(word.slice(length))
    if (isFrequent(behind) || isFrequent(before)) return true
  }
  return false
}

const isFrequent = (place: number | false | undefined): boolean =>
  typeof place === 'number' && place < extendedPlaces

/** A common one twice and more, or up to four characters over and over. */
function isRepeated(places: Common['places'], word: string): boolean {
  const length = `${word}${word}`.indexOf(word, 1)
  return length < word.length && (length <= 4 || places.has(word.slice(0, length)))
}

/** Letters or digits as they follow each other, forwards or backwards. */
function isRun(word: string): boolean {
  const steps = new Set([...word].slice(1).map((_, n) => stepAt(word, n)))
  return steps.size === 1 && (steps.has(1) || steps.has(-1))
}

function stepAt(word: string, n: number): number {
  const [here, next] = [word.charCodeAt(n), word.charCodeAt(n + 1)]
  // Nine is followed by nought.
  if (here === 0x39 && next === 0x30) return 1
  return here === 0x30 && next === 0x39 ? -1 : next - here
}

/** All of at least that length that stand in the list, or that an addition makes of one: what a count is taken of. */
export async function commonPasswords(atLeast: number): Promise<Iterable<string>> {
  const { places } = await common()
  return (function* () {
    for (const [word, place] of places) {
      if (word.length >= atLeast) yield word
      if (place >= extendedPlaces) continue
      for (const addition of additions) if (word.length + addition.length >= atLeast) yield word + addition
    }
  })()
}
