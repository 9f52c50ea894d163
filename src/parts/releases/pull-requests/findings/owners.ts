import type { FileFact } from '../facts/file-fact.ts'
import { anyOf, Budget, type Glob } from '../facts/globs.ts'
import { type Finding, finding, lookedAtInPart, many } from './finding.ts'

/** What a repository's CODEOWNERS says of the files of one change; null where the CI did not send it. */
export interface Ownership {
  /** There is such a file. */
  isPresent: boolean
  /** Paths that nobody owns, the first of them, and how many there are. */
  unowned: readonly string[]
  unownedCount: number
  /** Rules or files were too many to look at them all; what an older version kept does not say so. */
  isInPart?: boolean
}

const mostRules = 5000
const mostKept = 20

/** @param text of CODEOWNERS; null: there is none. The last 5,000 rules are looked at, as far as a budget goes. */
export function ownershipOf(text: string | null, files: readonly FileFact[]): Ownership {
  if (text === null) return { isPresent: false, unowned: [], unownedCount: 0 }
  const budget = new Budget()
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line))
  const rules = byPlace(
    lines
      .slice(-mostRules)
      .flatMap((line, index) => ruleOf(line, index, budget))
      .toReversed(),
  )
  const unowned = files
    .filter(({ status }) => status !== 'removed')
    .map(({ path }) => path)
    // What there was no time to look at is not told to be nobody's.
    .filter((path) => lastOf(rules, path, budget)?.isOwned !== true && !budget.isSpent)
  return {
    isPresent: true,
    unowned: unowned.slice(0, mostKept),
    unownedCount: unowned.length,
    isInPart: lines.length > mostRules || budget.isSpent,
  }
}

interface Rule {
  line: number
  /** The folder that it begins with, as far as it has no `*`; empty: it may fit anywhere. */
  place: string
  fits: Glob
  isOwned: boolean
}

/** By their places, the last ones first. */
type Rules = ReadonlyMap<string, readonly Rule[]>

/** Names of a place: most rules of a large repository are about folders as deep, and a path has few of them. */
const mostNames = 3

const byPlace = (rules: readonly Rule[]): Rules => Map.groupBy(rules, ({ place }) => place)

/** The last rule that fits a path; those of other places are not looked at. */
function lastOf(rules: Rules, path: string, budget: Budget): Rule | undefined {
  if (budget.isSpent) return undefined
  const names = path.toLowerCase().split('/', mostNames)
  let last: Rule | undefined
  for (let count = names.length; count >= 0; count--) {
    const here = rules.get(names.slice(0, count).join('/')) ?? []
    const isOver = ({ line }: Rule) => budget.isSpent || line < (last?.line ?? 0)
    const found = here.find((rule) => isOver(rule) || rule.fits(path))
    if (found && !isOver(found)) last = found
  }
  return last
}

/** The last rule that fits a path decides; one without an owner says that nobody owns it. */
function ruleOf(text: string, line: number, budget: Budget): Rule[] {
  const [pattern, ...owners] = text
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .split(/\s+/)
  if (!pattern) return []
  try {
    return [{ line, ...pathsOf(pattern, budget), isOwned: owners.length > 0 }]
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

/** As in .gitignore: without a slash before its end it fits at any depth; a folder stands for all that is in it. */
function pathsOf(pattern: string, budget: Budget): Pick<Rule, 'place' | 'fits'> {
  const isRooted = pattern.slice(0, -1).includes('/')
  const from = `${isRooted ? '' : '**/'}${pattern.replace(/^\/|\/$/g, '')}`
  const place = placeOf(from)
  if (pattern.endsWith('/')) return { place, fits: anyOf([`${from}/**`], budget) }
  return { place, fits: anyOf(pattern.endsWith('/*') ? [from] : [from, `${from}/**`], budget) }
}

function placeOf(pattern: string): string {
  const names = pattern.toLowerCase().split('/', mostNames)
  const open = names.findIndex((name) => /[*?{}]/.test(name))
  return names.slice(0, open < 0 ? names.length : open).join('/')
}

export function ownerFindings(ownership: Ownership | null): Finding[] {
  if (ownership === null) return []
  if (!ownership.isPresent)
    return [
      finding({
        id: 'codeowners-missing',
        severity: 'note',
        text: 'The repository has no CODEOWNERS: nobody is asked for a review by path.',
      }),
    ]
  return [...unownedFiles(ownership), ...(ownership.isInPart ? [lookedAtInPart('unowned-files')] : [])]
}

function unownedFiles({ unowned, unownedCount }: Ownership): Finding[] {
  if (unownedCount === 0) return []
  const text = `CODEOWNERS names nobody for ${many(unownedCount, 'file')} of it.`
  return [
    { ...finding({ id: 'unowned-files', severity: 'note', text, paths: unowned }), count: unownedCount },
  ]
}
