import { z } from 'zod'
import { repositoryName } from '../../envelope/envelope.ts'
import { revertsIn } from '../standing/reverts.ts'
import type { Telling } from '../standing/telling.ts'

// What GitHub posts (docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request). It tells totals and no files, and
// nobody here asks it for them.

export const eventHeader = 'x-github-event'
export const deliveryHeader = 'x-github-delivery'
/** An address of its own, for who wants to see in the logs who called; the common one takes its events as well. */
export const eventPath = '/internal/pr-intel/github'
/** The one event that says something about pull requests here; all others are answered and left alone. */
export const pullRequestEvent = 'pull_request'

/** Those that say something new of what is kept. */
const actions = new Set([
  'opened',
  'reopened',
  'synchronize',
  'edited',
  'closed',
  'labeled',
  'unlabeled',
  'ready_for_review',
  'converted_to_draft',
])

export const isTaken = (action: string): boolean => actions.has(action)

const sha = z.string().regex(/^[0-9a-f]{40,64}$/)
const moment = z.iso.datetime({ offset: true })
const count = z.int().min(0).max(2_147_483_647)
const end = z.object({ sha, ref: z.string().max(250) })

export const eventShape = z.object({
  action: z.string().max(100),
  number: z.int().min(1).max(2_147_483_647),
  before: sha.nullish(),
  repository: z.object({ full_name: repositoryName }),
  pull_request: z.object({
    title: z.string().max(1000),
    body: z.string().max(300_000).nullish(),
    state: z.enum(['open', 'closed']),
    merged: z.boolean().nullish(),
    draft: z.boolean().nullish(),
    labels: z
      .array(z.object({ name: z.string().max(200) }))
      .max(100)
      .default([]),
    head: end,
    base: end,
    additions: count,
    deletions: count,
    changed_files: count,
    created_at: moment,
    updated_at: moment,
    closed_at: moment.nullish(),
    merge_commit_sha: sha.nullish(),
  }),
})
export type PullRequestEvent = z.infer<typeof eventShape>

export function tellingOfEvent({
  action,
  number,
  before,
  repository,
  pull_request: it,
}: PullRequestEvent): Telling {
  const isMerged = it.merged === true
  return {
    number,
    toldAt: new Date(it.updated_at),
    action,
    before: before ?? null,
    title: it.title,
    labels: it.labels.map(({ name }) => name),
    isDraft: it.draft === true,
    state: it.state === 'open' ? 'open' : isMerged ? 'merged' : 'closed',
    baseBranch: it.base.ref,
    headBranch: it.head.ref,
    openedAt: new Date(it.created_at),
    ...(it.closed_at && { endedAt: new Date(it.closed_at) }),
    // Of one that is open it is a trial merge, which no history holds.
    ...(isMerged && it.merge_commit_sha && { mergeSha: it.merge_commit_sha }),
    headSha: it.head.sha,
    baseSha: it.base.sha,
    files: null,
    totals: { files: it.changed_files, additions: it.additions, deletions: it.deletions },
    note: null,
    reverts: revertsIn(it.body ?? '', repository.full_name),
  }
}
