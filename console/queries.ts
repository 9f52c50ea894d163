import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, Problem, type ConnectionFilter } from './api.ts'
import { whileWatched } from './kit/attention.ts'
import type { Room } from './rooms.ts'

/** What the console asks for, each with the name under which its answer is kept and how often it is asked again. */

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: api.overview,
  refetchInterval: whileWatched(10_000),
})

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: api.providers,
  staleTime: 60_000,
})

/** Whether a provider posts its events here; null for one that posts none that Keyhold takes. */
export const subscriptionQuery = (provider: string) =>
  queryOptions({
    queryKey: ['subscription', provider],
    queryFn: () => api.subscription(provider).catch(nullWhereNone),
  })

function nullWhereNone(error: unknown): null {
  if (error instanceof Problem && (error.status === 400 || error.status === 404)) return null
  throw error
}

export const connectionsQuery = (filter: ConnectionFilter, limit = 25) =>
  queryOptions({
    queryKey: ['connections', filter, limit],
    queryFn: () => api.connections(filter, limit),
    placeholderData: keepPreviousData,
    refetchInterval: whileWatched(20_000),
  })

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: () => api.connection(id),
    refetchInterval: whileWatched(5_000),
  })

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', id],
    queryFn: ({ pageParam }) => api.timeline(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: whileWatched(5_000),
  })

/** The first page has the newest keys. */
export const keysQuery = (cursor?: string) =>
  queryOptions({
    queryKey: ['keys', cursor],
    queryFn: () => api.keys(cursor),
    placeholderData: keepPreviousData,
  })

export const keyUsesQuery = (id: string) =>
  queryOptions({
    queryKey: ['key-uses', id],
    queryFn: () => api.keyUses(id),
    refetchInterval: whileWatched(10_000),
  })

/** Whether a room's part is there: only a 404 of its probe says no. */
export const roomQuery = (room: Room) =>
  queryOptions({
    queryKey: ['room', room.id],
    queryFn: () => room.probe === null || isPresent(room.probe),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

async function isPresent(probe: string): Promise<boolean> {
  const response = await fetch(probe, { credentials: 'same-origin', headers: { accept: 'application/json' } })
  return response.status !== 404
}

/** Asks again only where asking again may help, twice at most. */
export function mayHelpToRetry(failures: number, error: unknown): boolean {
  const passing = !(error instanceof Problem) || error.status === 0 || error.status >= 500
  return passing && failures < 2
}
