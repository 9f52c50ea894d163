import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../../kit/attention.ts'
import { restingMilliseconds } from '../queries.ts'
import { journeysApi, type Run } from './api.ts'

const underWayMilliseconds = 1_500

const isUnderWay = ({ state }: Run) => state !== 'ended'

export const journeysQuery = (after?: string) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'list', after],
    queryFn: () => journeysApi.list(after),
    placeholderData: keepPreviousData,
    refetchInterval: whileWatched(restingMilliseconds),
  })

export const journeyQuery = (name: string) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'one', name],
    queryFn: () => journeysApi.one(name),
    refetchInterval: whileWatched(restingMilliseconds),
  })

export const figuresQuery = (name: string) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'figures', name],
    queryFn: () => journeysApi.figures(name),
    refetchInterval: whileWatched(restingMilliseconds * 2),
  })

const longestPage = 100
/** In a list of many journeys one page each has to do. */
export const pastPages = { list: 1, one: 5 } as const

export type Past = {
  /** Newest first. */
  runs: Run[]
  /** There are older ones. */
  isCut: boolean
}

/** As many of a journey's newest runs as its drawings take, a hundred a page. */
export const pastQuery = (name: string, mostPages: number) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'past', name, mostPages],
    queryFn: async (): Promise<Past> => {
      const runs: Run[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page++) {
        const answer = await journeysApi.runs({
          journey: name,
          limit: longestPage,
          ...(cursor !== undefined && { cursor }),
        })
        runs.push(...answer.runs)
        if (answer.nextCursor === null) return { runs, isCut: false }
        cursor = answer.nextCursor
      }
      return { runs, isCut: true }
    },
    refetchInterval: (query) =>
      whileWatched(
        query.state.data?.runs.some(isUnderWay) ? underWayMilliseconds * 2 : restingMilliseconds * 2,
      )(),
  })

export const runsQuery = (filter: { journey?: string; cursor?: string | undefined; limit?: number }) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'runs', filter],
    queryFn: () =>
      journeysApi.runs({
        limit: filter.limit ?? 25,
        ...(filter.journey && { journey: filter.journey }),
        ...(filter.cursor && { cursor: filter.cursor }),
      }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      whileWatched(query.state.data?.runs.some(isUnderWay) ? underWayMilliseconds : restingMilliseconds)(),
  })

/** One run, asked often until it has ended. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'run', id],
    queryFn: () => journeysApi.runOf(id),
    refetchInterval: (query) =>
      query.state.data && isUnderWay(query.state.data.run) ? whileWatched(underWayMilliseconds)() : false,
  })

export const harQuery = (id: string) =>
  queryOptions({
    queryKey: ['releases', 'journeys', 'har', id],
    queryFn: () => journeysApi.har(id),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Names alone: no value ever comes back. */
export const secretsQuery = queryOptions({
  queryKey: ['releases', 'journeys', 'secrets'],
  queryFn: journeysApi.secrets,
})
