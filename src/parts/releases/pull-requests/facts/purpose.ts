/** What a title and labels say that a change is for. */
export interface Purpose {
  /** Mends a defect (FIX): by the title's own type, else by its words, or by a label. */
  isFix: boolean
  /** Takes an earlier change back, which is no mending in the sense of FIX. */
  isRevert: boolean
}

const typed = /^\s*(?<type>[a-z]{2,20})(\([^()]{0,80}\))?!?:\s/i
const revert = /^\s*(revert\b|reverts?:|reapply\b)/i
const words = /\b(fix|fixes|fixed|fixing|bugfix|hotfix|bug|bugs|defect|regression|crash|crashes)\b/i
const label = /\b(fix|bug|bugfix|hotfix|defect|regression|crash)\b/i

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
  const byTitle = mendingTypes.has(type) || (!otherTypes.has(type) && words.test(title))
  return { isFix: byTitle || labels.some((each) => label.test(each.replaceAll('_', ' '))), isRevert: false }
}
