import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { Problem } from './api.ts'
import { dataApi, type FigureShapes, type Sync } from './data-api.ts'
import { whileWatched } from './kit/attention.ts'
import { yearOf } from './statistics/year.ts'

const underWayMilliseconds = 1_500
const beginningMilliseconds = 3_000
const restingMilliseconds = 20_000
const wishMilliseconds = 10_000
const figureMilliseconds = 10 * 60_000

let lastWishAt = Number.NEGATIVE_INFINITY

/** Somebody asked for a sync: it begins within a second or two, and is to be seen. */
export function noteSyncWish() {
  lastWishAt = Date.now()
}

/** A sync under way or wished for is looked at often, a history at rest now and then. */
export function paceOf(syncs: readonly Sync[] | undefined, now = Date.now()): number {
  const isUnderWay = syncs?.some(({ state }) => state === 'running') ?? false
  if (isUnderWay || now - lastWishAt < wishMilliseconds) return underWayMilliseconds
  return syncs?.length === 0 ? beginningMilliseconds : restingMilliseconds
}

/** The newest syncs of all connections. */
export const syncsQuery = queryOptions({
  queryKey: ['syncs'],
  queryFn: () => dataApi.syncs(100),
  refetchInterval: (query) => whileWatched(paceOf(query.state.data?.syncs))(),
})

/** How fresh a connection's data is, and its newest syncs. */
export const dataStateQuery = (id: string, limit = 1) =>
  queryOptions({
    queryKey: ['syncs', id, limit],
    queryFn: () => dataApi.state(id, limit),
    refetchInterval: (query) => whileWatched(paceOf(query.state.data?.syncs))(),
  })

/** Figures change when a sync ends, so its moment is part of the name under which they are kept. */
const figureOptions = { staleTime: figureMilliseconds, placeholderData: keepPreviousData } as const

export const figureQuery = <Name extends keyof FigureShapes>(id: string, name: Name, syncedAt: string) =>
  queryOptions({
    queryKey: ['figure', id, name, syncedAt],
    queryFn: () => dataApi.figure(id, name),
    ...figureOptions,
  })

/** The longest of this year; null when there is none. */
export const longestQuery = (id: string, noun: 'run' | 'ride', syncedAt: string) =>
  queryOptions({
    queryKey: ['figure', id, `longest-${noun}`, syncedAt],
    queryFn: () => dataApi.longest(id, noun).catch(nullWhereNone),
    ...figureOptions,
  })

function nullWhereNone(error: unknown): null {
  if (error instanceof Problem && error.code === 'NO_ACTIVITY') return null
  throw error
}

export const recentQuery = (id: string, limit: number, syncedAt: string) =>
  queryOptions({
    queryKey: ['figure', id, `recent-${limit}`, syncedAt],
    queryFn: () => dataApi.activities(id, { limit }),
    ...figureOptions,
  })

/** A year's activities, summed by day. */
export const yearQuery = (id: string, year: number, syncedAt: string) =>
  queryOptions({
    queryKey: ['figure', id, `year-${year}`, syncedAt],
    queryFn: () => yearOf(year, (offset) => dataApi.activities(id, { year, limit: 500, offset })),
    ...figureOptions,
  })
