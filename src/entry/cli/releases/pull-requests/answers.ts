/** What the server answers about a pull request, as far as it is shown; /openapi.json has all of it. */

export interface Risk {
  probability: number
  interval: { low: number; high: number }
  level: string
  isProvisional: boolean
  isCalibrated: boolean
  index: { percentile: number; of: number } | null
  usualProbability: number
  modelProbability: number
  reasons: { contribution: number; text: string }[]
}

export interface Totals {
  files: number
  additions: number
  deletions: number
}

export interface Change {
  totals: Totals
  generated: Totals | null
  content?: Totals | null
}

export interface Finding {
  id: string
  severity: string
  text: string
  paths: string[]
  names: string[]
  count: number
}

export interface Check {
  conclusion: 'neutral' | 'success' | 'failure' | 'action_required'
  title: string
}

/** Of what was sent. */
export interface Judged {
  id?: string
  prNumber?: number
  repository?: string
  headSha?: string | null
  change?: Change | null
  risk?: Risk | null
  findings?: Finding[]
  check?: Check
  isReplay?: boolean
}

export interface Line {
  repository: string
  prNumber: number
  title: string
  state: string
  facts: string
  headSha: string | null
  probability: number | null
  level: string | null
  changedAt: string
}

export interface Whole extends Omit<Line, 'probability' | 'level'> {
  change: Change | null
  risk: Risk | null
  findings: Finding[]
  check: Check
  label: string
  outcomes: { kind: string; byNumber: number | null; source: string; at: string }[]
}
