/**
 * Paths by pattern: `*` and `?` within one name, `**` over any number of folders, `{a,b}` for either; names are told apart
 * without regard to case. The patterns are an account's own, and `path.matchesGlob` takes minutes for `*a*a*a*a` and a
 * long name: here one pattern takes no longer than its length times that of the path, and many of them share a budget.
 */
export type Glob = (path: string) => boolean

/**
 * What looking at paths may cost in all, about in nanoseconds: once it is spent, no pattern fits any more, and whoever
 * looked has to say so.
 */
export class Budget {
  #left: number
  /** @param left default 150,000,000, half a second: 10,000 paths under the usual policy take half of it */
  constructor(left = 150_000_000) {
    this.#left = left
  }

  get isSpent(): boolean {
    return this.#left < 0
  }

  /** @returns whether it was there */
  spend(cost: number): boolean {
    this.#left -= cost
    return this.#left >= 0
  }
}

/** Alternatives of one pattern, braces opened. */
const mostAlternatives = 64
const longestPattern = 200
/** Of one comparison, however short. */
const leastCost = 30

/** @throws RangeError in words that say what is wrong with it */
export const globOf = (pattern: string): Glob => anyOf([pattern])

/**
 * Whether any of them fits.
 * @param budget default without an end, for patterns of our own
 * @throws RangeError
 */
export function anyOf(patterns: readonly string[], budget = new Budget(Infinity)): Glob {
  const wanted = wantedOf(patterns.flatMap(alternativesOf))
  return (given) => budget.spend(leastCost + given.length) && fitsAny(wanted, given.toLowerCase(), budget)
}

function fitsAny({ lasts, lastsLike, folders, others }: Wanted, path: string, budget: Budget): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1)
  if (lasts.has(last) || hasFolder(path, folders)) return true
  const letters = lastsLike.length === 0 ? 0 : lettersIn(last)
  const mayFit = (like: Like) => budget.spend(2) && (like.letters & ~letters) === 0
  if (lastsLike.some((like) => mayFit(like) && nameFits(like, last, budget))) return true
  // Most paths end otherwise than a pattern does, so that they need not be taken apart.
  let names: string[] | undefined
  return others.some((parts) => {
    const end = parts.at(-1)!
    return (end === null || partFits(end, last, budget)) && fits(parts, (names ??= path.split('/')), budget)
  })
}

/** Alternatives by how they are looked for: most patterns name a file or a folder at any depth. */
interface Wanted {
  /** `**` and a name. */
  lasts: ReadonlySet<string>
  lastsLike: readonly Like[]
  /** `**`, a name, and `**` again. */
  folders: Folders
  others: readonly Part[][]
}

/** Names, and numbers that tell most others from them. */
interface Folders {
  names: ReadonlySet<string>
  hashes: ReadonlySet<number>
}

/** What one name has to be; null: any number of them. */
type Part = string | Like | null

/** A name with `*` in it: how it begins and ends, and what comes between in this order. */
interface Like {
  first: string
  between: readonly string[]
  /** Null: there is no `*`, and it is all in `first`. */
  last: string | null
  letters: number
}

function wantedOf(alternatives: readonly Part[][]): Wanted {
  const lasts = new Set<string>()
  const folders = new Set<string>()
  const lastsLike: Like[] = []
  const others: Part[][] = []
  for (const parts of alternatives) {
    const [before, name, behind, ...more] = parts
    const isAnywhere = before === null && name !== undefined && name !== null && more.length === 0
    if (isAnywhere && behind === undefined)
      if (typeof name === 'string') lasts.add(name)
      else lastsLike.push(name)
    else if (isAnywhere && behind === null && typeof name === 'string') folders.add(name)
    else others.push(parts)
  }
  return { lasts, lastsLike, folders: { names: folders, hashes: new Set([...folders].map(hashOf)) }, others }
}

const nextHash = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0
function hashOf(name: string): number {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = nextHash(hash, name.charCodeAt(at))
  return hash
}
const slash = 47

/** Whether one of its names is among them. A path of a thousand folders is not cut into a thousand names for it. */
function hasFolder(path: string, { names, hashes }: Folders): boolean {
  if (names.size === 0) return false
  let hash = 0
  let from = 0
  for (let at = 0; at <= path.length; at++) {
    const code = at === path.length ? slash : path.charCodeAt(at)
    if (code === slash) {
      if (hashes.has(hash) && names.has(path.slice(from, at))) return true
      hash = 0
      from = at + 1
    } else hash = nextHash(hash, code)
  }
  return false
}

function alternativesOf(pattern: string): Part[][] {
  if (pattern === '' || pattern.length > longestPattern)
    throw new RangeError(`wants 1 to ${longestPattern} characters`)
  return opened(pattern.toLowerCase()).map((each) => each.split('/').map(partOf))
}

function partOf(text: string): Part {
  if (text === '**') return null
  if (!/[*?]/.test(text)) return text
  const [first, ...more] = text.split('*')
  return {
    first: first!,
    between: more.slice(0, -1).filter((piece) => piece !== ''),
    last: more.at(-1) ?? null,
    letters: lettersIn(text.replaceAll(/[*?]/g, '')),
  }
}

/** Which letters stand in it, a bit for several each: a name that lacks one does not fit, and that is seen at once. */
function lettersIn(text: string): number {
  let letters = 0
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31)
  return letters
}

function opened(pattern: string): string[] {
  const [, before, inner, behind] = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(pattern) ?? []
  if (inner === undefined) {
    if (/[{}]/.test(pattern)) throw new RangeError('wants each brace closed, and none inside another')
    return [pattern]
  }
  const all = inner.split(',').flatMap((each) => opened(`${before}${each}${behind}`))
  if (all.length > mostAlternatives) throw new RangeError(`wants at most ${mostAlternatives} alternatives`)
  return all
}

/**
 * Behind the last `**` that was met, the parts up to the next one are tried at each place in turn; what fits first leaves
 * most for those behind.
 */
function fits(parts: readonly Part[], names: readonly string[], budget: Budget): boolean {
  let gap = -1
  let resume = 0
  let at = 0
  let place = 0
  while (place < names.length) {
    const part = parts[at]
    if (part === null) {
      gap = at++
      resume = place
    } else if (part !== undefined && partFits(part, names[place]!, budget)) {
      at += 1
      place += 1
    } else if (gap >= 0 && !budget.isSpent) {
      at = gap + 1
      place = ++resume
    } else return false
  }
  while (parts[at] === null) at += 1
  return at === parts.length
}

const partFits = (part: string | Like, name: string, budget: Budget): boolean =>
  typeof part === 'string' ? budget.spend(leastCost) && part === name : nameFits(part, name, budget)

/** The beginning and the end first: they are cheap, and most names have others. */
function nameFits({ first, between, last }: Like, name: string, budget: Budget): boolean {
  if (!budget.spend(leastCost + first.length + (last?.length ?? 0))) return false
  if (last === null) return name.length === first.length && isAt(first, name, 0)
  const end = name.length - last.length
  if (end < first.length || !isAt(first, name, 0) || !isAt(last, name, end)) return false
  let place = first.length
  for (const piece of between) {
    const found = placeOf(piece, name, { from: place, end }, budget)
    if (found < 0) return false
    place = found + piece.length
  }
  return true
}

/** Where that piece is first met; -1: nowhere before the end. */
function placeOf(
  piece: string,
  name: string,
  { from, end }: { from: number; end: number },
  budget: Budget,
): number {
  const isPlain = !piece.includes('?')
  if (!budget.spend((end - from) * (isPlain ? 2 : piece.length))) return -1
  if (isPlain) {
    const found = name.indexOf(piece, from)
    return found + piece.length <= end ? found : -1
  }
  for (let place = from; place + piece.length <= end; place++) if (isAt(piece, name, place)) return place
  return -1
}

function isAt(piece: string, name: string, place: number): boolean {
  for (let at = 0; at < piece.length; at++)
    if (piece[at] !== '?' && piece[at] !== name[place + at]) return false
  return true
}
