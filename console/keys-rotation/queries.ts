import { queryOptions } from '@tanstack/react-query'
import { Problem } from '../api.ts'
import { whileWatched } from '../kit/attention.ts'
import { rootKeyApi } from './api.ts'
import { isUnderWay } from './words.ts'

const underWayMilliseconds = 1_000
const restingMilliseconds = 30_000

/** The root keys; null where the deployment does not show them. */
export const rootKeysQuery = queryOptions({
  queryKey: ['root-keys'],
  queryFn: () => rootKeyApi.status().catch(nullWhereNone),
  refetchInterval: (query) =>
    whileWatched(query.state.data?.keys.some(isUnderWay) ? underWayMilliseconds : restingMilliseconds)(),
})

function nullWhereNone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}

/** What a rotation would do at this moment: never an answer from before. */
export const rotationPlanQuery = queryOptions({
  queryKey: ['root-key-plan'],
  queryFn: rootKeyApi.plan,
  staleTime: 0,
  gcTime: 0,
})
