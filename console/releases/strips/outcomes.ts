/** How one group of runs of a test ended: the same test at the same commit, in the same environment. */
export const outcomes = ['passed', 'mixed', 'failed', 'skipped', 'infra'] as const

export type Outcome = (typeof outcomes)[number]

export const outcomeWords: Record<Outcome, string> = {
  passed: 'passed',
  mixed: 'failed and passed',
  failed: 'failed',
  skipped: 'skipped',
  infra: 'in a run that failed as a whole',
}

/** A history in a sentence, newest last: what a strip shows without its picture. */
export function historyInWords(history: readonly Outcome[]): string {
  if (history.length === 0) return 'No run yet.'
  const counts = outcomes
    .map((outcome) => ({ outcome, count: history.filter((each) => each === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcomeWords[outcome]}`)
  const runs = history.length === 1 ? '1 run' : `The last ${history.length} runs`
  return `${runs}: ${counts.join(', ')}; the newest ${outcomeWords[history.at(-1)!]}.`
}
