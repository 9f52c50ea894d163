import type { FindingId, Policy } from '../pull-requests/api.ts'

/** A policy as it stands in the form: shares in percent, patterns one on a line. */
export type Draft = {
  medium: string
  high: string
  leastTestShare: string
  leastCodeLines: string
  generated: string
  sensitive: { area: string; patterns: string }[]
  /** Empty: no probability blocks. */
  blockingProbability: string
  blockingFindings: FindingId[]
}

export const draftOf = ({ levels, blocking, sensitive, ...policy }: Policy): Draft => ({
  medium: percentOf(levels.medium),
  high: percentOf(levels.high),
  leastTestShare: percentOf(policy.leastTestShare),
  leastCodeLines: String(policy.leastCodeLines),
  generated: policy.generated.join('\n'),
  sensitive: Object.entries(sensitive).map(([area, patterns]) => ({ area, patterns: patterns.join('\n') })),
  blockingProbability: blocking.probability === null ? '' : percentOf(blocking.probability),
  blockingFindings: blocking.findings,
})

const percentOf = (share: number): string => String(Math.round(share * 100_000) / 1000)

export type Faults = Partial<
  Record<'medium' | 'high' | 'leastTestShare' | 'leastCodeLines' | 'blockingProbability', string>
> & { areas: (string | undefined)[] }

/** What is meant, or what is wrong with each field. */
export function policyIn(draft: Draft): { policy: Policy } | { faults: Faults } {
  const [medium, high] = [shareIn(draft.medium), shareIn(draft.high)]
  const [testShare, probability] = [shareIn(draft.leastTestShare), shareIn(draft.blockingProbability)]
  const lines = /^\d{1,6}$/.test(draft.leastCodeLines.trim()) ? Number(draft.leastCodeLines) : 0
  const blocks = draft.blockingProbability.trim() !== ''
  const areas = draft.sensitive.map(({ area }, place) => areaFault(area, place, draft.sensitive))
  const faults: Faults = {
    areas,
    ...(medium === null && { medium: aPercentage }),
    ...(high === null && { high: aPercentage }),
    ...(medium !== null && high !== null && high < medium && { high: 'No less than that of medium.' }),
    ...(testShare === null && { leastTestShare: aPercentage }),
    ...((lines < 1 || lines > 100_000) && { leastCodeLines: 'A whole number from 1 to 100,000.' }),
    ...(blocks && probability === null && { blockingProbability: aPercentage }),
  }
  if (areas.some(Boolean) || Object.keys(faults).length > 1) return { faults }
  return {
    policy: {
      levels: { medium: medium!, high: high! },
      leastTestShare: testShare!,
      leastCodeLines: lines,
      generated: linesOf(draft.generated),
      sensitive: Object.fromEntries(
        draft.sensitive.map(({ area, patterns }) => [area.trim(), linesOf(patterns)]),
      ),
      blocking: { probability: blocks ? probability : null, findings: draft.blockingFindings },
    },
  }
}

const aPercentage = 'A number from 0 to 100.'

function shareIn(text: string): number | null {
  const value = Number(text.replace(',', '.'))
  return text.trim() === '' || !(value >= 0 && value <= 100) ? null : value / 100
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function areaFault(name: string, place: number, all: readonly { area: string }[]): string | undefined {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name.trim())) return 'A word of small letters, such as payments.'
  const isTwice = all.some(({ area }, other) => other < place && area.trim() === name.trim())
  return isTwice ? 'There is one of this name above.' : undefined
}
