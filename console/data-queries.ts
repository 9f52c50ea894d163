import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, Problem } from './api.ts'
import { dataApi, type DataSet, type FigureName, type Sync } from './data-api.ts'
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

/** The newest sync of each; none at all while one of them still awaits its first. */
const newestOf = (sets: readonly DataSet[]) => {
  const syncs = sets.flatMap(({ sync }) => sync ?? [])
  return syncs.length === sets.length ? syncs : []
}

/** What the newest hundred connections with data unlock, and how fresh it is. */
export const dataSetsQuery = queryOptions({
  queryKey: ['syncs', 'sets'],
  queryFn: () => dataApi.dataSets(100),
  refetchInterval: (query) => {
    const sets = query.state.data?.dataSets
    return whileWatched(paceOf(sets && newestOf(sets)))()
  },
})

/** The same of one connection, which need not be among those hundred. */
export const dataSetQuery = (id: string) =>
  queryOptions({
    queryKey: ['syncs', 'set', id],
    queryFn: async (): Promise<DataSet> => {
      const [{ provider, userId, label, status }, { syncs, ...freshness }] = await Promise.all([
        api.connection(id),
        dataApi.state(id),
      ])
      return { ...freshness, connectionId: id, provider, userId, label, status, sync: syncs[0] ?? null }
    },
    refetchInterval: (query) => whileWatched(paceOf(query.state.data && newestOf([query.state.data])))(),
  })

/** Syncs, newest first: of one connection or of all, page by page. */
export const syncsQuery = (filter: { connection?: string | undefined; cursor?: string | undefined }) =>
  queryOptions({
    queryKey: ['syncs', 'list', filter.connection, filter.cursor],
    queryFn: () =>
      dataApi.syncs({
        limit: 25,
        ...(filter.connection && { connectionId: filter.connection }),
        ...(filter.cursor && { cursor: filter.cursor }),
      }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => whileWatched(paceOf(query.state.data?.syncs))(),
  })

/** Figures change when a sync ends, so its moment is part of the name under which they are kept. */
const figureOptions = { staleTime: figureMilliseconds, placeholderData: keepPreviousData } as const

export const figureQuery = <Name extends FigureName>(id: string, name: Name, syncedAt: string) =>
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
