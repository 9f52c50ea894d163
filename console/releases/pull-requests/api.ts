import { addressOf, call } from '../../api.ts'

/** Pull requests as Keyhold tells them. Times are RFC 3339 text in UTC, shares and probabilities 0 to 1. */

export const pullStates = ['open', 'merged', 'closed'] as const
export type PullState = (typeof pullStates)[number]
export type RiskLevel = 'low' | 'medium' | 'high'
/** What is known of a change: each file, the totals alone, or nothing. */
export type Facts = 'none' | 'partial' | 'complete'

export type ListedPull = {
  id: string
  repository: string
  prNumber: number
  title: string
  labels: string[]
  isDraft: boolean
  state: PullState
  headSha: string | null
  facts: Facts
  probability: number | null
  level: RiskLevel | null
  openedAt: string
  endedAt: string | null
  changedAt: string
  /** It brought a defect in, as far as anybody knows. */
  isBroken: boolean
}

export type Totals = { files: number; additions: number; deletions: number }

export type Change = {
  state: 'complete' | 'partial'
  /** Of all files. */
  totals: Totals
  /** Of files that nobody wrote by hand. Null: not known. */
  generated: Totals | null
  /** Of documents, pictures and data beside those. */
  content?: Totals | null
  measures: {
    la: number
    ld: number
    nf: number
    nd: number | null
    ns: number | null
    entropy: number | null
    fix: boolean
  }
}

export type Reason = {
  measure: string
  value: number
  usual: number
  /** Added to the logit: above 0 it raises the probability. */
  contribution: number
  text: string
}

export type Risk = {
  probability: number
  interval: { low: number; high: number }
  level: RiskLevel
  /** The totals alone are known. */
  isProvisional: boolean
  /** By the repository's own outcomes, not by the shipped model. */
  isCalibrated: boolean
  /** Among the repository's last pull requests; null while they are too few. */
  index: { percentile: number; of: number } | null
  /** Of a usual change, by the shipped model: the reasons multiply its odds, and lead to the other. */
  usualProbability: number
  modelProbability: number
  reasons: Reason[]
}

export type Finding = {
  id: string
  severity: 'note' | 'warning'
  text: string
  area: string | null
  paths: string[]
  names: string[]
  /** How many there are; of these the first are in `paths` and `names`. */
  count: number
}

/** One state of the pull request, as it was sent. */
export type HeadRecord = {
  id: string
  changedFilesCount: number | null
  createdAt: string
  headSha: string | null
  isHead: boolean
  facts: Facts
  probability: number | null
}

export type Outcome = {
  kind: 'reverted' | 'fixed' | 'rolled_back' | 'clean'
  byNumber: number | null
  source: 'found' | 'told'
  at: string
}

export type Check = { conclusion: 'neutral' | 'success' | 'failure' | 'action_required'; title: string }

export type Pull = Omit<ListedPull, 'probability' | 'level' | 'isBroken'> & {
  records: HeadRecord[]
  totalAnalyses: number
  baseBranch: string | null
  headBranch: string | null
  baseSha: string | null
  mergeSha: string | null
  change: Change | null
  risk: Risk | null
  findings: Finding[]
  flakyTests: { id: string; name: string; path: string | null; verdict: string }[]
  schemaDiff: { id: string; level: string; score: number; findings: number } | null
  journeys: { id: string; name: string; status: string }[]
  label: 'unknown' | 'clean' | 'defective'
  outcomes: Outcome[]
  check: Check
}

export type Comment = { markdown: string; check: Check }

export type Bin = {
  from: number
  to: number
  count: number
  told: number
  share: number
  low: number
  high: number
}

/** How good what was told of a repository's pull requests turned out to be. */
export type Model = {
  /** Null: the shipped model as it is. */
  calibration: { shift: number; slope: number } | null
  outcomes: number
  positives: number
  /** Merged within those days: they count later. */
  waiting: number
  needed: { outcomes: number; positives: number; negatives: number; days: number }
  /** Null while there are too few outcomes. */
  quality: {
    auc: number | null
    brier: number
    brierBase: number
    brierSkill: number | null
    ece: number
    bins: Bin[]
  } | null
  coverage: { days: number; seen: number; analysed: number; share: number | null }
}

export type OutcomeWish = { kind: Outcome['kind']; byNumber?: number }

export type Policy = {
  /** Patterns of paths, by what they are about. */
  sensitive: Record<string, string[]>
  generated: string[]
  leastTestShare: number
  leastCodeLines: number
  levels: { medium: number; high: number }
  /** `probability` null: none blocks. */
  blocking: { probability: number | null; findings: string[] }
}

export type RepositoryPolicy = {
  repository: string
  /** Whether the repository has one of its own. */
  isOwn: boolean
  policy: Policy
}

const all = '/internal/pr-intel'

export const pullsApi = {
  list: (query: { repository: string; state?: string; cursor?: string; limit: number }) =>
    call<{ pullRequests: ListedPull[]; nextCursor: string | null }>('GET', all, { query }),
  one: (repository: string, number: string) =>
    call<Pull>('GET', `${all}/${encodeURIComponent(number)}`, { query: { repository } }),
  model: (repository: string) => call<Model>('GET', `${all}/model`, { query: { repository } }),
  tellOutcome: (repository: string, number: number, body: OutcomeWish) =>
    call<{ outcomes: Outcome[] }>('POST', addressOf(`${all}/${number}/outcome`, { repository }), { body }),
  policy: (repository: string) => call<RepositoryPolicy>('GET', `${all}/policy`, { query: { repository } }),
  setPolicy: (repository: string, policy: Policy) =>
    call<RepositoryPolicy>('PUT', addressOf(`${all}/policy`, { repository }), { body: policy }),
  comment: (repository: string, number: string) =>
    call<Comment>('GET', `${all}/${encodeURIComponent(number)}/comment`, { query: { repository } }),
}
