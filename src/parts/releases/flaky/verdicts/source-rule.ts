/** All that source 004 keeps of a test: every run there ever was, skipped ones too. */
export interface SourceTotals {
  totalRuns: number
  failedRuns: number
}

/** What source 004 says of a test, beside our own verdict. */
export interface SourceFigures {
  rule: typeof sourceRuleWords
  /** Percent of all runs, to one decimal. */
  failureRate: number
  isFlaky: boolean
}

/** To be shown with the figures, so that nobody takes them for ours. */
export const sourceRuleWords =
  'Source 004: failed runs of all runs, skipped ones included; flaky from 20 to 60 %. It cannot tell flaky from broken.'

/** Source 004's rule, to the letter. */
export function sourceRule({ totalRuns, failedRuns }: SourceTotals): SourceFigures {
  const rate = totalRuns === 0 ? 0 : failedRuns / totalRuns
  return {
    rule: sourceRuleWords,
    failureRate: Math.round(rate * 1000) / 10,
    isFlaky: rate >= 0.2 && rate <= 0.6,
  }
}
