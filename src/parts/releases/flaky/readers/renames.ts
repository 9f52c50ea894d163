import type { TestIdentity } from './identity.ts'

/** A test that one commit ended or began. */
export type NamedTest = Pick<
  TestIdentity,
  'key' | 'file' | 'className' | 'suite' | 'name' | 'project' | 'occurrence'
>

/** That one test may be another under a new name (F5). Never acted upon without a person's word. */
export interface RenameSuggestion {
  /** Key of the test that vanished. */
  from: string
  /** Key of the one that appeared. */
  to: string
  /** 0 to 1, at least `minRenameScore`. */
  score: number
}

/** Below this two names have too little in common. */
export const minRenameScore = 0.6
/** Of one file; when more vanish or appear at once, a file was rewritten, and names tell nothing. */
const maxTestsOfFile = 200

/**
 * Pairs tests that vanished with tests that appeared in one commit, by how alike their names are, each at most once, the
 * best first. Only tests of one file (or class) and project are compared.
 */
export function suggestRenames(
  vanished: readonly NamedTest[],
  appeared: readonly NamedTest[],
): RenameSuggestion[] {
  const newByPlace = Map.groupBy(appeared, placeOf)
  const pairs = [...Map.groupBy(vanished, placeOf)].flatMap(([place, gone]) =>
    pairsOf(gone, newByPlace.get(place) ?? []),
  )
  return oneToOne(pairs)
}

const placeOf = ({ file, className, project }: NamedTest): string =>
  [file ?? '', className ?? '', project ?? ''].join('\0')

function pairsOf(gone: readonly NamedTest[], begun: readonly NamedTest[]): RenameSuggestion[] {
  if (gone.length > maxTestsOfFile || begun.length > maxTestsOfFile) return []
  const goneWords = gone.map(wordsOf)
  const begunWords = begun.map(wordsOf)
  return gone.flatMap((from, i) =>
    begun
      .map((to, j) => ({ from: from.key, to: to.key, score: scoreOf(goneWords[i]!, begunWords[j]!) }))
      .filter(({ score, from, to }) => score >= minRenameScore && from !== to),
  )
}

/** Best first; of equals the one whose keys come first, so that one input has one answer. */
function oneToOne(pairs: readonly RenameSuggestion[]): RenameSuggestion[] {
  const taken = new Set<string>()
  const orderOf = ({ from, to }: RenameSuggestion): string => `${from} ${to}`
  return pairs
    .toSorted((a, b) => b.score - a.score || (orderOf(a) < orderOf(b) ? -1 : 1))
    .filter(({ from, to }) => {
      if (taken.has(`- ${from}`) || taken.has(`+ ${to}`)) return false
      taken.add(`- ${from}`).add(`+ ${to}`)
      return true
    })
}

interface Words {
  name: ReadonlySet<string>
  pieces: ReadonlySet<string>
  suite: string
}

/** The name counts four fifths, equal suites one. */
const scoreOf = (a: Words, b: Words): number =>
  round(
    0.8 * Math.max(overlap(a.name, b.name), overlap(a.pieces, b.pieces)) + (a.suite === b.suite ? 0.2 : 0),
  )

const round = (score: number): number => Math.round(score * 1000) / 1000

/** Words after camel case and underscores are taken apart, and runs of three letters, which bear a misspelling. */
function wordsOf({ name, suite, occurrence }: NamedTest): Words {
  const plain = name
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  const text = ` ${plain.join(' ')} `
  const pieces = Array.from({ length: Math.max(0, text.length - 2) }, (_, at) => text.slice(at, at + 3))
  return {
    name: new Set([...plain, `#${occurrence}`]),
    pieces: new Set(pieces),
    suite: suite.join(' > '),
  }
}

/** Dice's coefficient. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length
  return a.size + b.size === 0 ? 0 : (2 * common) / (a.size + b.size)
}
