import { ask, type Got, type Sent } from '../../ask.ts'

/** Pull requests as Keyhold tells them: shares and probabilities 0 to 1. */

export type ListedPull = Got<'/internal/pr-intel'>['pullRequests'][number]
export type PullState = ListedPull['state']
export const pullStates = ['open', 'merged', 'closed'] as const satisfies PullState[]
export type RiskLevel = NonNullable<ListedPull['level']>
/** What is known of a change: each file, the totals alone, or nothing. */
export type Facts = ListedPull['facts']

export type Pull = Got<'/internal/pr-intel/{number}'>
/** One state of the pull request, as it was sent. */
export type HeadRecord = Pull['records'][number]
export type Change = NonNullable<Pull['change']>
export type Totals = Change['totals']
export type Risk = NonNullable<Pull['risk']>
export type Reason = Risk['reasons'][number]
export type Finding = Pull['findings'][number]
export type Outcome = Pull['outcomes'][number]
export type Check = Pull['check']

export type Comment = Got<'/internal/pr-intel/{number}/comment'>

/** How good what was told of a repository's pull requests turned out to be. */
export type Model = Got<'/internal/pr-intel/model'>
export type Bin = NonNullable<Model['quality']>['bins'][number]

export type OutcomeWish = Sent<'post', '/internal/pr-intel/{number}/outcome'>

export type RepositoryPolicy = Got<'/internal/pr-intel/policy'>
export type Policy = RepositoryPolicy['policy']
export type FindingId = Policy['blocking']['findings'][number]

type Place = { repository: string; number: string }
const at = ({ repository, number }: Place) => ({ path: { number: Number(number) }, query: { repository } })

export const pullsApi = {
  list: (query: { repository: string; state?: PullState; cursor?: string; limit: number }) =>
    ask.get('/internal/pr-intel', { query }),
  one: (repository: string, number: string) =>
    ask.get('/internal/pr-intel/{number}', at({ repository, number })),
  model: (repository: string) => ask.get('/internal/pr-intel/model', { query: { repository } }),
  tellOutcome: (repository: string, number: number, body: OutcomeWish) =>
    ask.post('/internal/pr-intel/{number}/outcome', { path: { number }, query: { repository }, body }),
  policy: (repository: string) => ask.get('/internal/pr-intel/policy', { query: { repository } }),
  setPolicy: (repository: string, policy: Policy) =>
    ask.put('/internal/pr-intel/policy', { query: { repository }, body: policy }),
  comment: (repository: string, number: string) =>
    ask.get('/internal/pr-intel/{number}/comment', at({ repository, number })),
}
