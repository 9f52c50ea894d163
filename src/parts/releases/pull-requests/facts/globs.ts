/**
 * Paths by pattern: `*` and `?` within one name, `**` over any number of folders, `{a,b}` for either; names are told apart
 * without regard to case. The patterns are an account's own, and `path.matchesGlob` takes minutes for `*a*a*a*a` and a
 * long name: here the time is bounded by the length of the path times that of the pattern.
 */
export type Glob = (path: string) => boolean

/** Alternatives of one pattern, braces opened. */
const mostAlternatives = 64
const longestPattern = 200

/** @throws RangeError in words that say what is wrong with it */
export const globOf = (pattern: string): Glob => anyOf([pattern])

/** Whether any of them fits. @throws RangeError */
export function anyOf(patterns: readonly string[]): Glob {
  const wanted = patterns.flatMap(alternativesOf)
  return (path) => {
    const names = path.toLowerCase().split('/')
    return wanted.some((each) => fits(each, names))
  }
}

/** What one name has to be; null: any number of them. */
type Part = ((name: string) => boolean) | null

function alternativesOf(pattern: string): Part[][] {
  if (pattern === '' || pattern.length > longestPattern)
    throw new RangeError(`wants 1 to ${longestPattern} characters`)
  return opened(pattern.toLowerCase()).map((each) => each.split('/').map(partOf))
}

function partOf(text: string): Part {
  if (text === '**') return null
  return /[*?]/.test(text) ? (name) => nameFits(text, name) : (name) => name === text
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
function fits(parts: readonly Part[], names: readonly string[]): boolean {
  let gap = -1
  let resume = 0
  let at = 0
  let place = 0
  while (place < names.length) {
    const part = parts[at]
    if (part === null) {
      gap = at++
      resume = place
    } else if (part?.(names[place]!) === true) {
      at += 1
      place += 1
    } else if (gap >= 0) {
      at = gap + 1
      place = ++resume
    } else return false
  }
  while (parts[at] === null) at += 1
  return at === parts.length
}

/** The same with `*` among the characters of one name. */
function nameFits(part: string, name: string): boolean {
  let star = -1
  let resume = 0
  let at = 0
  let place = 0
  while (place < name.length) {
    if (part[at] === '*') {
      star = at++
      resume = place
    } else if (at < part.length && (part[at] === '?' || part[at] === name[place])) {
      at += 1
      place += 1
    } else if (star >= 0) {
      at = star + 1
      place = ++resume
    } else return false
  }
  while (part[at] === '*') at += 1
  return at === part.length
}
