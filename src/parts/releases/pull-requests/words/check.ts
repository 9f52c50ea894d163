import { type Finding, many } from '../findings/finding.ts'
import type { Policy } from '../findings/policy.ts'
import { percent, percentBelow } from '../../../../kit/chance.ts'

/** What a check of a code host is to say. Neutral unless the repository opted in to blocking (P9). */
export interface Check {
  conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
  /** One line of ours. */
  title: string
}

export interface Checked {
  /** Null: nothing is known that a probability could stand on. */
  probability: number | null
  /** Each file is known, not the totals alone or a part of them. */
  isComplete: boolean
  /** Files of it were sent, be it a part of them. */
  isListed: boolean
  findings: readonly Finding[]
}

export function checkOf(checked: Checked, { blocking }: Policy): Check {
  const { probability, isComplete, findings } = checked
  const risk =
    probability === null
      ? 'no probability yet'
      : `probability of a defect ${percentBelow(probability, blocking.probability)}`
  const title = `${risk[0]!.toUpperCase()}${risk.slice(1)}, ${countOf(checked)}`
  if (blocking.probability === null && blocking.findings.length === 0) return { conclusion: 'neutral', title }
  const stops = findings.map(({ id }) => id).filter((id) => blocking.findings.includes(id))
  if (stops.length > 0)
    return { conclusion: 'failure', title: `${title}; blocked by ${[...new Set(stops)].join(', ')}` }
  if (blocking.probability !== null && probability !== null && probability >= blocking.probability)
    return { conclusion: 'failure', title: `${title}; blocked from ${percent(blocking.probability)} on` }
  // A gate that opens because nobody told it anything is none.
  if (!isComplete)
    return { conclusion: 'action_required', title: `${title}; the files of the change were not all sent` }
  const missing = findings.filter(({ id }) => id === 'looked-at-in-part').flatMap(({ names }) => names)
  if (blocking.findings.some((id) => missing.includes(id)))
    return { conclusion: 'action_required', title: `${title}; the change is too large to look at all of it` }
  return { conclusion: 'success', title }
}

/** None was found where some was looked for; else nothing was looked at. */
const countOf = ({ findings, isListed }: Checked): string =>
  findings.length === 0 && !isListed ? 'no file of it was looked at' : many(findings.length, 'finding')
