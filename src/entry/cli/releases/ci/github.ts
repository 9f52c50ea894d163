import type { Environment } from '../../../../kit/settings.ts'
import { Trouble } from '../../trouble.ts'
import { type Ci, countOf, present, type Run } from './run.ts'

/** The event that began the run, as far as it is looked at. Its texts are whatever somebody wrote. */
interface Event {
  pull_request?: PullRequest
  merge_group?: { head_sha?: string; base_ref?: string; base_sha?: string }
  workflow_run?: { head_sha?: string; head_branch?: string; pull_requests?: { number?: number }[] }
}

interface PullRequest {
  number?: number
  title?: string
  labels?: { name?: string }[]
  body?: string | null
  draft?: boolean
  state?: 'open' | 'closed'
  merged?: boolean
  merge_commit_sha?: string | null
  updated_at?: string
  created_at?: string
  closed_at?: string | null
  head?: Side
  base?: Side
}

interface Side {
  sha?: string
  ref?: string
  /** `owner:branch`. */
  label?: string
  repo?: { full_name?: string } | null
}

/**
 * GitHub Actions. For a pull request GITHUB_SHA is a merge that nobody pushed, and GITHUB_REF_NAME `12/merge`: the
 * event's own file has the commit and the branch.
 */
export const github: Ci = {
  isHere: ({ GITHUB_ACTIONS }) => GITHUB_ACTIONS === 'true',
  runOf(environment, readText) {
    const event = eventIn(environment.GITHUB_EVENT_PATH, readText)
    return {
      ...jobOf(environment),
      ...(event.pull_request ? pullRequestOf(event.pull_request) : otherOf(event)),
    }
  },
}

const jobOf = (environment: Environment): Run =>
  present({
    repository: environment.GITHUB_REPOSITORY,
    commit: environment.GITHUB_SHA,
    branch: environment.GITHUB_HEAD_REF || branchOf(environment),
    base: environment.GITHUB_BASE_REF,
    ciRunId: environment.GITHUB_RUN_ID,
    attempt: countOf(environment.GITHUB_RUN_ATTEMPT),
    folder: environment.GITHUB_WORKSPACE,
  })

const branchOf = ({ GITHUB_REF_TYPE, GITHUB_REF_NAME }: Environment): string | undefined =>
  GITHUB_REF_TYPE === 'tag' ? undefined : GITHUB_REF_NAME

const pullRequestOf = (pullRequest: PullRequest): Run => {
  const { number, title, labels, draft, state, merged, head, base } = pullRequest
  return present({
    prNumber: number,
    title,
    labels: labels?.flatMap(({ name }) => (name ? [name] : [])),
    body: pullRequest.body ?? undefined,
    draft,
    state: merged ? 'merged' : state,
    mergeCommit: (merged && pullRequest.merge_commit_sha) || undefined,
    updatedAt: pullRequest.updated_at,
    openedAt: pullRequest.created_at,
    endedAt: pullRequest.closed_at ?? undefined,
    commit: head?.sha,
    branch: isFork(head, base) ? head?.label : head?.ref,
    base: base?.ref,
    baseCommit: base?.sha,
  })
}

/** A fork may call its branch as the repository calls its default one. */
const isFork = (head?: Side, base?: Side): boolean => head?.repo?.full_name !== base?.repo?.full_name

const otherOf = ({ merge_group: group, workflow_run: run }: Event): Run =>
  present({
    commit: group?.head_sha ?? run?.head_sha,
    branch: run?.head_branch,
    base: group?.base_ref?.replace(/^refs\/heads\//, ''),
    baseCommit: group?.base_sha,
    prNumber: run?.pull_requests?.[0]?.number,
  })

function eventIn(path: string | undefined, readText: (path: string) => string): Event {
  if (!path) return {}
  const text = readText(path)
  try {
    return JSON.parse(text) as Event
  } catch (cause) {
    const hint = 'Let it name the file that the runner wrote, or unset it.'
    throw new Trouble(`${path} is no event: GITHUB_EVENT_PATH names it.`, { hint, cause })
  }
}
