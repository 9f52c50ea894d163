import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../../kit/attention.ts'
import { restingMilliseconds } from '../queries.ts'
import { testsApi, type TestFilter } from './api.ts'

export const testsOverviewQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', repository, 'overview'],
    queryFn: () => testsApi.overview(repository),
    refetchInterval: whileWatched(restingMilliseconds),
  })

/** Rows that are asked for at once, and their histories. */
export const pageSize = 20

/** Tests by name, page by page. */
export const testListQuery = (filter: TestFilter) =>
  infiniteQueryOptions({
    queryKey: ['releases', 'tests', filter.repository, 'list', filter],
    queryFn: ({ pageParam }) =>
      testsApi.list({ ...filter, ...(pageParam !== undefined && { cursor: pageParam }) }, pageSize),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })

/** As many of those that are not well as anybody looks through. */
const mostCandidates = 200

/** Broken ones, then flaky and suspect ones, worst first. */
export const notWellQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', repository, 'not-well'],
    queryFn: async () => {
      const [broken, { flakyCandidates }] = await Promise.all([
        testsApi.list({ repository, verdict: 'broken' }, 100),
        testsApi.candidates(repository, mostCandidates),
      ])
      const doubtful = flakyCandidates.filter(({ verdict }) => verdict === 'flaky' || verdict === 'suspect')
      return [...broken.tests, ...doubtful]
    },
    refetchInterval: whileWatched(restingMilliseconds),
  })

/** A test in one environment; without one in that where it ran last. */
export const testQuery = (id: string, environment?: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', 'one', id, environment],
    queryFn: () => testsApi.one(id, environment),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

/** Histories of tests in one environment. */
export const stripsQuery = (ids: readonly string[], environment: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', 'strips', environment, ids],
    queryFn: () => testsApi.strips(ids, environment),
    staleTime: 30_000,
  })

/** The newest first, page by page. */
export const testRunsQuery = (repository: string, limit: number) =>
  infiniteQueryOptions({
    queryKey: ['releases', 'tests', repository, 'runs', limit],
    queryFn: ({ pageParam }) => testsApi.runs(repository, limit, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: whileWatched(restingMilliseconds),
  })

export const testRunQuery = (id: string) =>
  queryOptions({ queryKey: ['releases', 'tests', 'run', id], queryFn: () => testsApi.run(id) })

export const renamesQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', repository, 'renames'],
    queryFn: () => testsApi.renames(repository),
    staleTime: 30_000,
  })

export const testSettingsQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'tests', repository, 'settings'],
    queryFn: () => testsApi.settings(repository),
  })
