import { daysAfter } from '../../../../kit/duration.ts'
import type { World } from '../../../../kit/world.ts'
import type { Change } from '../facts/change.ts'
import type { Finding } from '../findings/finding.ts'
import { findingsIn } from '../findings/in-files.ts'
import { historyFindings } from '../findings/in-history.ts'
import { listingFindings } from '../findings/in-listing.ts'
import { askNeighbours, neighbourFindings, type Told, withSchemaCheck } from '../findings/neighbours.ts'
import { ownerFindings } from '../findings/owners.ts'
import { type Policy, policyOf } from '../findings/policy.ts'
import { type Reason, reasonsOf } from '../risk/reasons.ts'
import { shippedPrior } from '../risk/model.ts'
import { riskOf, sigmoid } from '../risk/risk.ts'
import { historyOf } from '../standing/files-store.ts'
import { findHead, type PullRequest, type Snapshot } from '../standing/store.ts'
import { type Check, checkOf } from '../words/check.ts'
import { peersOf } from './store.ts'

export type Level = 'low' | 'medium' | 'high'

/** What is told of the risk of a pull request. */
export interface ShownRisk {
  probability: number
  /** The probability in whole percent, 0 to 100. */
  score: number
  interval: { low: number; high: number }
  level: Level
  /** The totals alone are known. */
  isProvisional: boolean
  /** By the repository's own outcomes; otherwise by the shipped model. */
  isCalibrated: boolean
  /** Where it stands among the repository's last pull requests; null while there are fewer than ten. */
  index: { percentile: number; of: number } | null
  /** Of a change whose every measure is the usual one, by the shipped model: the reasons multiply its odds. */
  usualProbability: number
  /** By the shipped model, whether or not it is calibrated: where the reasons lead to. */
  modelProbability: number
  reasons: readonly Reason[]
}

/** Everything that is told of a pull request's head. */
export interface View {
  snapshot: Snapshot | null
  /** Files of it were sent, be it a part of them. */
  isListed: boolean
  change: Change | null
  risk: ShownRisk | null
  findings: readonly Finding[]
  told: Told
  check: Check
}

const historyDays = 180
const leastPeers = 10

export async function viewOf(
  world: World,
  accountId: string,
  pullRequest: PullRequest,
  settings: Readonly<Record<string, unknown>>,
): Promise<View> {
  const policy = policyOf(settings)
  const snapshot = (await findHead(world, accountId, pullRequest.headSnapshotId)) ?? null
  const [risk, told, findings] = await Promise.all([
    shownRisk(world, accountId, pullRequest, snapshot, policy),
    askNeighbours(world, {
      accountId,
      repositoryId: pullRequest.repositoryId,
      commit: pullRequest.headSha,
      prNumber: pullRequest.number,
      paths: (snapshot?.files ?? []).map(({ path }) => path),
    }),
    ownFindings(world, accountId, pullRequest, snapshot, policy),
  ])
  const all = [...withSchemaCheck(findings, told), ...neighbourFindings(told)]
  const isComplete = snapshot?.facts === 'complete'
  const isListed = !!snapshot?.files
  const check = checkOf(
    { probability: risk?.probability ?? null, isComplete, isListed, findings: all },
    policy,
  )
  return { snapshot, isListed, change: snapshot?.change ?? null, risk, findings: all, told, check }
}

/** By the thresholds of its repository. */
export const levelOf = (probability: number, { levels }: Policy): Level =>
  probability >= levels.high ? 'high' : probability >= levels.medium ? 'medium' : 'low'

/** As it was judged when it was told: outcomes are held against that, and so is what is shown. */
async function shownRisk(
  world: World,
  accountId: string,
  pullRequest: PullRequest,
  snapshot: Snapshot | null,
  policy: Policy,
): Promise<ShownRisk | null> {
  if (!snapshot?.change || snapshot.probability === null) return null
  const { probability, low, high, change } = snapshot
  const model = riskOf(change.measures)
  const { of, below, equal } = await peersOf(world, accountId, { ...pullRequest, logit: snapshot.logit })
  return {
    probability,
    score: Math.round(probability * 100),
    interval: { low: low ?? 0, high: high ?? 1 },
    level: levelOf(probability, policy),
    isProvisional: snapshot.facts !== 'complete',
    isCalibrated: snapshot.isCalibrated,
    index: of < leastPeers ? null : { percentile: Math.round((100 * (below + equal / 2)) / of), of },
    usualProbability: sigmoid(shippedPrior.intercept),
    modelProbability: model.probability,
    reasons: reasonsOf(change.measures, model),
  }
}

async function ownFindings(
  world: World,
  accountId: string,
  { id: pullRequestId, repositoryId }: PullRequest,
  snapshot: Snapshot | null,
  policy: Policy,
): Promise<Finding[]> {
  if (!snapshot?.files) return []
  const since = daysAfter(world.now(), -historyDays)
  const history = await historyOf(world, { accountId, repositoryId, pullRequestId }, snapshot.files, since)
  const counted = snapshot.totals?.isOfHost === true ? snapshot.totals : null
  return [
    ...listingFindings(snapshot.files, counted),
    ...findingsIn(snapshot.files, policy),
    ...ownerFindings(snapshot.ownership),
    ...historyFindings(history),
  ]
}
