import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { limitsApi } from './api.ts'
import { isTroubled } from './words.ts'

const troubledMilliseconds = 2_000
const restingMilliseconds = 10_000

export const limitsQuery = queryOptions({
  queryKey: ['limits', 'policies'],
  queryFn: limitsApi.limits,
  refetchInterval: whileWatched(restingMilliseconds),
})

/** Keys that can be used, newest first, each with what is left to it. */
export const limitedKeysQuery = (cursor?: string) =>
  queryOptions({
    queryKey: ['limits', 'keys', cursor],
    queryFn: () => limitsApi.keys(cursor),
    placeholderData: keepPreviousData,
    refetchInterval: whileWatched(restingMilliseconds),
  })

export const budgetsQuery = queryOptions({
  queryKey: ['limits', 'budgets'],
  queryFn: limitsApi.budgets,
  refetchInterval: whileWatched(restingMilliseconds),
})

/** Asked often while a provider is away: its breaker changes within seconds. */
export const breakersQuery = queryOptions({
  queryKey: ['limits', 'breakers'],
  queryFn: limitsApi.breakers,
  refetchInterval: (query) =>
    whileWatched(query.state.data?.breakers.some(isTroubled) ? troubledMilliseconds : restingMilliseconds)(),
})
