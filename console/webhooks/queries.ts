import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { webhooksApi } from './api.ts'
import type { DeliveryState } from './filter.ts'

const sendingMilliseconds = 1_500
const restingMilliseconds = 10_000

/** Every endpoint of the account: twenty at most. */
export const endpointsQuery = queryOptions({
  queryKey: ['webhooks', 'endpoints'],
  queryFn: webhooksApi.endpoints,
  refetchInterval: whileWatched(restingMilliseconds),
})

/** What was and is to be sent, newest first; asked often while something is on its way for the first time. */
export const deliveriesQuery = (id: string, state?: DeliveryState) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', 'deliveries', id, state],
    queryFn: ({ pageParam }) => webhooksApi.deliveries(id, state, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: (query) => {
      const newest = query.state.data?.pages[0]?.deliveries ?? []
      const isSending = newest.some((each) => each.state === 'pending' && each.attempts === 0)
      return whileWatched(isSending ? sendingMilliseconds : restingMilliseconds)()
    },
  })
