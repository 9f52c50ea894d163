import type { Actor } from '../../../../kit/event.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import type { World } from '../../../../kit/world.ts'
import { record } from '../../../audit/index.ts'
import { type Repository, repositoryFor } from '../../repositories/store.ts'
import { type Totals, totalsOf } from '../facts/change.ts'
import type { FileFact } from '../facts/file-fact.ts'
import { anyOf, Budget, type Glob } from '../facts/globs.ts'
import { isWhole } from '../facts/whole.ts'
import { policyOf } from '../findings/policy.ts'
import { type News, newsIn } from './order.ts'
import type { Telling } from './telling.ts'
import { linkOutcomes } from '../outcomes/link.ts'
import { calibrationOf } from '../outcomes/store.ts'
import { refuseAhead } from './clock.ts'
import { countOwnFiles, replaceFiles } from './files-store.ts'
import { judged } from './judge.ts'
import {
  findHead,
  findSnapshot,
  holdPullRequest,
  pruneSnapshots,
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

/** Of one pull request; a sender that names no commits makes one each time. */
const mostStates = 100

/**
 * Takes what was told of a pull request, in the caller's transaction: keeps the facts, and judges them anew.
 * @throws BAD_REQUEST for moments to come
 */
export async function take(world: World, from: From, telling: Telling): Promise<Taken> {
  refuseAhead(world, telling)
  const repository = await repositoryFor(world, from.accountId, from.repository)
  const generated = anyOf(policyOf(repository.settings).generated, new Budget())
  const before = await holdPullRequest(world, from.accountId, repository.id, telling.number)
  const known = await knownOf(world, from.accountId, before, telling)
  const news = newsIn(before, telling, known !== undefined)
  const described = withNews(world, before, telling, news)
  const calibration = await calibrationOf(world, from.accountId, repository.id)
  const merged = withFacts(known ?? blank(world, before.id, telling), telling)
  const snapshot =
    known && isJudged(before, described, known, merged)
      ? { ...known, told: merged.told }
      : judged(merged, described, generated, calibration)
  const isHead = snapshot.headSha === (described.headSha ?? '') && !isBeside(before, described, known)
  const after = isHead ? withHead(described, snapshot) : described
  await saveSnapshot(world, from.accountId, snapshot)
  await savePullRequest(world, from.accountId, after)
  if (!known) await pruneSnapshots(world, from.accountId, after, mostStates)
  if (isHead && telling.files && snapshot.files === telling.files)
    await putFiles(world, from, after, telling.files, generated)
  await tell(world, from, before, after, telling)
  return { repository, pullRequest: after, snapshot }
}

/** The state that is told of; what names no commit and says nothing of files is of the head. */
const knownOf = async (world: World, accountId: string, before: PullRequest, telling: Telling) =>
  telling.headSha !== null
    ? findSnapshot(world, accountId, before.id, telling.headSha)
    : telling.files === null && telling.note === null
      ? findHead(world, accountId, before.headSnapshotId)
      : undefined

/**
 * What was told of it when it ended is what outcomes are held against. It is judged once more where more is known of its
 * files than then.
 */
function isJudged(before: PullRequest, after: PullRequest, known: Snapshot, more: Snapshot): boolean {
  if (after.state === 'open' || known.probability === null) return false
  return known.facts === more.facts || (before.state !== 'open' && known.facts === 'complete')
}

/** A state without a commit that was sent of one which has ended: the one that was judged stays. */
const isBeside = (before: PullRequest, after: PullRequest, known: Snapshot | undefined): boolean =>
  known === undefined && after.headSha === null && after.state !== 'open' && before.probability !== null

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
    endedAt: state === 'open' ? null : (decided.endedAt ?? before.endedAt ?? decided.toldAt ?? world.now()),
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

/**
 * Files tell more than totals, and totals more than nothing: what tells less takes nothing away, and neither does a listing
 * that the code host's own count shows to be short. Against that it is held whichever of the two comes first.
 */
function withFacts(snapshot: Snapshot, telling: Telling): Snapshot {
  const counted = telling.totals ?? countedIn(snapshot)
  const isBetter = isWhole(telling.files, counted) || !isWhole(snapshot.files, counted)
  const files = (isBetter ? telling.files : null) ?? snapshot.files
  return {
    ...snapshot,
    baseSha: telling.baseSha ?? snapshot.baseSha,
    facts: isWhole(files, counted) ? 'complete' : counted ? 'partial' : 'none',
    files,
    totals: counted ? { ...counted, isOfHost: true } : files && totalsOf(files),
    ownership: telling.ownership ?? snapshot.ownership,
    told: telling.note ?? snapshot.told,
  }
}

/** Totals without files are the host's, too: an older version kept them so. */
const countedIn = ({ totals, files }: Snapshot): Totals | null =>
  totals?.isOfHost === true || files === null ? totals : null

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
  generated: Glob,
): Promise<void> {
  const of = { accountId, repositoryId, pullRequestId }
  await countOwnFiles(world, of, await replaceFiles(world, of, files, generated))
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
