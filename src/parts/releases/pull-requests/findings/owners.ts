import type { FileFact } from '../facts/file-fact.ts'
import { type Glob, globOf } from '../facts/globs.ts'
import { type Finding, finding, many } from './finding.ts'

/** What a repository's CODEOWNERS says of the files of one change; null where the CI did not send it. */
export interface Ownership {
  /** There is such a file. */
  isPresent: boolean
  /** Paths that nobody owns, the first of them, and how many there are. */
  unowned: readonly string[]
  unownedCount: number
}

const mostLines = 500
const mostFiles = 1000
const mostKept = 20

/** @param text of CODEOWNERS; null: there is none. The first 500 lines and 1,000 files are looked at. */
export function ownershipOf(text: string | null, files: readonly FileFact[]): Ownership {
  if (text === null) return { isPresent: false, unowned: [], unownedCount: 0 }
  const rules = text.split(/\r?\n/).flatMap(ruleOf).slice(0, mostLines).toReversed()
  const unowned = files
    .filter(({ status }) => status !== 'removed')
    .slice(0, mostFiles)
    .map(({ path }) => path)
    .filter((path) => rules.find(({ fits }) => fits(path))?.isOwned !== true)
  return { isPresent: true, unowned: unowned.slice(0, mostKept), unownedCount: unowned.length }
}

interface Rule {
  fits: Glob
  isOwned: boolean
}

/** The last rule that fits a path decides; one without an owner says that nobody owns it. */
function ruleOf(line: string): Rule[] {
  const [pattern, ...owners] = line
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .split(/\s+/)
  if (!pattern) return []
  try {
    return [{ fits: pathsOf(pattern), isOwned: owners.length > 0 }]
  } catch (error) {
    if (error instanceof RangeError) return []
    throw error
  }
}

/** As in .gitignore: without a slash before its end it fits at any depth; a folder stands for all that is in it. */
function pathsOf(pattern: string): Glob {
  const isRooted = pattern.slice(0, -1).includes('/')
  const from = `${isRooted ? '' : '**/'}${pattern.replace(/^\/|\/$/g, '')}`
  const within = globOf(`${from}/**`)
  if (pattern.endsWith('/')) return within
  const itself = globOf(from)
  return pattern.endsWith('/*') ? itself : (path) => itself(path) || within(path)
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
  if (ownership.unownedCount === 0) return []
  const text = `CODEOWNERS names nobody for ${many(ownership.unownedCount, 'file')} of it.`
  const found = finding({ id: 'unowned-files', severity: 'note', text, paths: ownership.unowned })
  return [{ ...found, count: ownership.unownedCount }]
}
