/** What a title and labels say that a change is for. */
export interface Purpose {
  /** Mends a defect (FIX): by the title's own type, else by its words, or by a label. */
  isFix: boolean
  /** Takes an earlier change back, which is no mending in the sense of FIX. */
  isRevert: boolean
}

const typed = /^\s*(?<type>[a-z]{2,20})(\([^()]{0,80}\))?!?:\s/i
const revert = /^\s*(revert\b|reverts?:|reapply\b)/i
const words =
  /\b(fix|fixes|fixed|fixing|bugfix|hotfix|bug|bugs|defect|regression|crash|crashes|vulnerability|vulnerabilities)\b/i
/** How code hosts are told which issue a change ends, and what a hole is called. */
const ends = /\b(close[sd]?|resolve[sd]?) +#\d|\bsecurity +(hole|issue|flaw)\b|\bcve-\d{4}-\d/i
const labelWords = new Set(['fix', 'bug', 'bugfix', 'hotfix', 'defect', 'regression', 'crash'])
/** "not-a-bug", "no regression". */
const negations = new Set(['not', 'no', 'non', 'never', 'wont', 'without', 'isnt'])

/** Types that say that a change mends, or that it does something else whatever its words are. */
const mendingTypes = new Set(['fix', 'bugfix', 'hotfix'])
const otherTypes = new Set([
  'build',
  'chore',
  'ci',
  'docs',
  'feat',
  'feature',
  'perf',
  'refactor',
  'style',
  'test',
  'tests',
  'deps',
])

export function purposeOf(title: string, labels: readonly string[]): Purpose {
  if (revert.test(title)) return { isFix: false, isRevert: true }
  const type = typed.exec(title)?.groups?.type?.toLowerCase() ?? ''
  const byTitle = mendingTypes.has(type) || (!otherTypes.has(type) && (words.test(title) || ends.test(title)))
  return { isFix: byTitle || labels.some(saysFix), isRevert: false }
}

function saysFix(label: string): boolean {
  const said = label
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
  return said.some((word) => labelWords.has(word)) && !said.some((word) => negations.has(word))
}
