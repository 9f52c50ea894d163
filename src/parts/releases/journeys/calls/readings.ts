/** A text as somebody has it who undid spellings in it, and where each of its characters stands in the first text. */
export interface Reading {
  text: string
  /** Of each character; null: where it stands in the text itself. */
  starts: readonly number[] | null
  ends: readonly number[] | null
}

/** Percent signs, entities of HTML, and what a backslash stands before in JSON and in programs. */
const spelling =
  /%[0-7][\da-f]|(?:%[89a-f][\da-f])+|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});|\\(?:u[\da-f]{4}|x[\da-f]{2}|["'\\/bfnrt])/gi

/** As JSON in JSON in an address has it. */
const mostUndone = 3

/** The text, and what it says once its spellings are undone, once and again. */
export function readingsOf(text: string): Reading[] {
  const readings: Reading[] = [{ text, starts: null, ends: null }]
  while (readings.length <= mostUndone) {
    const next = undone(readings.at(-1)!)
    if (next === null) break
    readings.push(next)
  }
  return readings
}

export const startOf = ({ starts }: Reading, index: number): number => starts?.[index] ?? index
/** Behind the last character. */
export const endOf = ({ ends }: Reading, index: number): number => ends?.[index] ?? index + 1

function undone(reading: Reading): Reading | null {
  const { text } = reading
  const [starts, ends]: [number[], number[]] = [[], []]
  let [next, from] = ['', 0]
  const keep = (until: number) => {
    for (let index = from; index < until; index++) {
      starts.push(startOf(reading, index))
      ends.push(endOf(reading, index))
    }
    next += text.slice(from, until)
  }
  for (const { 0: spelled, index } of text.matchAll(spelling)) {
    keep(index)
    from = index + spelled.length
    const meant = meaningOf(spelled)
    for (let each = 0; each < meant.length; each++) {
      starts.push(startOf(reading, index))
      ends.push(endOf(reading, from - 1))
    }
    next += meant
  }
  if (from === 0) return null
  keep(text.length)
  return { text: next, starts, ends }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function meaningOf(spelled: string): string {
  if (spelled[0] === '%') return Buffer.from(spelled.replaceAll('%', ''), 'hex').toString('utf8')
  if (spelled[0] === '&') {
    const name = spelled.slice(1, -1).toLowerCase()
    if (name[0] !== '#') return named[name]!
    return characterOf(name[1] === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1)))
  }
  if (spelled.length > 2) return characterOf(parseInt(spelled.slice(2), 16))
  return controls[spelled[1]!] ?? spelled[1]!
}

const characterOf = (code: number): string => (code <= 0x10_ff_ff ? String.fromCodePoint(code) : '')
