const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const units = [
  ['d', day],
  ['h', hour],
  ['min', minute],
  ['s', second],
] as const

/** A length of time in its two largest units, as "4 h 12 min"; seconds are dropped above ten minutes. */
export function lengthInWords(milliseconds: number): string {
  const whole = Math.floor(Math.abs(milliseconds) / second) * second
  const first = units.findIndex(([, size]) => whole >= size)
  if (first === -1) return '0 s'
  const [unit, size] = units[first]!
  const head = Math.floor(whole / size)
  const below = units[first + 1]
  const rest = below ? Math.floor((whole % size) / below[1]) : 0
  if (!below || rest === 0 || (unit === 'min' && head >= 10)) return `${head} ${unit}`
  return `${head} ${unit} ${rest} ${below[0]}`
}

/** What a refusal for some time says. */
export const waitInWords = (seconds: number) => `Try again in ${lengthInWords(seconds * second)}.`

/** "4 min ago", "in 3 h 12 min", "now" within five seconds. */
export function momentInWords(at: number, now: number): string {
  if (Math.abs(at - now) < 5 * second) return 'now'
  return at < now ? `${lengthInWords(now - at)} ago` : `in ${lengthInWords(at - now)}`
}

/** As above, but the past in its largest unit alone: "4 min ago", "2 h ago". */
export function agoInWords(at: number, now: number): string {
  if (at >= now - 5 * second) return momentInWords(at, now)
  const [unit, size] = units.find(([, length]) => now - at >= length)!
  return `${Math.floor((now - at) / size)} ${unit} ago`
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const localExact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const localTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const localDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** In the reader's own place and manner. */
export const localText = (at: number) => local.format(at)
export const localExactText = (at: number) => localExact.format(at)
export const localDayText = (at: number) => localDay.format(at)

/** Only the time when it is on the same day as `now`. */
export const localShortText = (at: number, now: number) =>
  localDay.format(at) === localDay.format(now) ? localTime.format(at) : local.format(at)

/** As "2026-11-21 06:03:10 UTC". */
export const utcText = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
