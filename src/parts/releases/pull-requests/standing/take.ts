import type { Actor } from '../../../../kit/event.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { type Repository, repositoryFor } from '../../repositories/store.ts'
import { totalsOf } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import { anyOf } from '../facts/globs.ts'
import { ownershipOf } from '../findings/owners.ts'
import { type Policy, policyOf } from '../findings/policy.ts'
import { type News, newsIn } from './order.ts'
import type { Telling } from './telling.ts'
import { linkOutcomes } from '../outcomes/link.ts'
import { calibrationOf } from '../outcomes/store.ts'
import { countOwnFiles, replaceFiles } from './files-store.ts'
import { judged } from './judge.ts'
import {
  type Facts,
  findSnapshot,
  holdPullRequest,
  type PullRequest,
  savePullRequest,
  saveSnapshot,
  type Snapshot,
} from './store.ts'

/** Whose account, which repository, and who tells. */
export interface From {
  accountId: string
  repository: string
  actor: Actor
  requestId: string
}

export interface Taken {
  repository: Repository
  pullRequest: PullRequest
  snapshot: Snapshot
}

/** Takes what was told of a pull request, in the caller's transaction: keeps the facts, and judges them anew. */
export async function take(world: World, from: From, telling: Telling): Promise<Taken> {
  const repository = await repositoryFor(world, from.accountId, from.repository)
  const policy = policyOf(repository.settings)
  const before = await holdPullRequest(world, from.accountId, repository.id, telling.number)
  const known =
    telling.headSha === null
      ? undefined
      : await findSnapshot(world, from.accountId, before.id, telling.headSha)
  const news = newsIn(before, telling, known !== undefined)
  const described = withNews(world, before, telling, news)
  const calibration = await calibrationOf(world, from.accountId, repository.id)
  const merged = withFacts(known ?? blank(world, before.id, telling), telling)
  // What was told of it when it was merged is what outcomes are held against.
  const isDone = before.state !== 'open' && known?.facts === 'complete'
  const snapshot = isDone ? merged : judged(merged, described, policy, calibration)
  const isHead = snapshot.headSha === (described.headSha ?? '')
  const after = isHead ? withHead(described, snapshot) : described
  await saveSnapshot(world, from.accountId, snapshot)
  await savePullRequest(world, from.accountId, after)
  if (isHead && telling.files) await putFiles(world, from, after, telling.files, policy)
  await tell(world, from, before, after, telling)
  return { repository, pullRequest: after, snapshot }
}

function withNews(world: World, before: PullRequest, telling: Telling, news: News): PullRequest {
  const told: Partial<Telling> = news.describes ? telling : {}
  const decided: Partial<Telling> = news.decides ? telling : {}
  const state = decided.state ?? before.state
  const isNewest = telling.toldAt !== null && (before.toldAt === null || telling.toldAt > before.toldAt)
  return {
    ...before,
    title: told.title ?? before.title,
    labels: told.labels ?? before.labels,
    isDraft: told.isDraft ?? before.isDraft,
    baseBranch: told.baseBranch ?? before.baseBranch,
    headBranch: told.headBranch ?? before.headBranch,
    openedAt: told.openedAt ?? before.openedAt,
    state,
    endedAt: state === 'open' ? null : (decided.endedAt ?? before.endedAt ?? world.now()),
    mergeSha: decided.mergeSha ?? before.mergeSha,
    headSha: news.isHead ? telling.headSha : before.headSha,
    toldAt: isNewest ? telling.toldAt : before.toldAt,
  }
}

const blank = (world: World, pullRequestId: string, { headSha, baseSha }: Telling): Snapshot => ({
  id: uuidv7(world),
  pullRequestId,
  headSha: headSha ?? '',
  baseSha,
  facts: 'none',
  totals: null,
  files: null,
  ownership: null,
  told: null,
  change: null,
  logit: null,
  probability: null,
  low: null,
  high: null,
  isCalibrated: false,
  createdAt: world.now(),
})

/** Files tell more than totals, and totals more than nothing: what tells less takes nothing away. */
function withFacts(snapshot: Snapshot, telling: Telling): Snapshot {
  const files = telling.files ?? snapshot.files
  const totals = files ? totalsOf(files) : (telling.totals ?? snapshot.totals)
  const facts: Facts = files ? 'complete' : totals ? 'partial' : 'none'
  return {
    ...snapshot,
    baseSha: telling.baseSha ?? snapshot.baseSha,
    facts,
    files,
    totals,
    ownership:
      telling.codeowners === undefined ? snapshot.ownership : ownershipOf(telling.codeowners, files ?? []),
    told: telling.note ?? snapshot.told,
  }
}

const withHead = (pullRequest: PullRequest, snapshot: Snapshot): PullRequest => ({
  ...pullRequest,
  headSnapshotId: snapshot.id,
  facts: snapshot.facts,
  logit: snapshot.logit,
  probability: snapshot.probability,
})

async function putFiles(
  world: World,
  { accountId }: From,
  { id: pullRequestId, repositoryId }: PullRequest,
  files: readonly FileFact[],
  { generated }: Policy,
): Promise<void> {
  const of = { accountId, repositoryId, pullRequestId }
  await countOwnFiles(world, of, await replaceFiles(world, of, files, anyOf(generated)))
}

async function tell(
  world: World,
  { accountId, actor, requestId }: From,
  before: PullRequest,
  after: PullRequest,
  telling: Telling,
): Promise<void> {
  const said = { accountId, actor, requestId, object: { kind: 'pull_request', id: after.id } }
  await record(world, {
    ...said,
    action: 'pull_request.judged',
    detail: { number: after.number, facts: after.facts, state: after.state },
  })
  if (after.state === before.state || after.state !== 'merged') return
  const links = await linkOutcomes(world, accountId, after, telling.reverts)
  for (const { id, kind } of links)
    await record(world, {
      ...said,
      action: 'pull_request.broke',
      object: { kind: 'pull_request', id },
      detail: { kind, byNumber: after.number },
    })
}
