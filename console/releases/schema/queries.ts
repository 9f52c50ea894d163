import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../../kit/attention.ts'
import { restingMilliseconds } from '../queries.ts'
import { schemaApi } from './api.ts'

export const diffsQuery = (repository: string, cursor?: string) =>
  queryOptions({
    queryKey: ['releases', 'schema', repository, cursor],
    queryFn: () => schemaApi.list({ repository, limit: 25, ...(cursor && { cursor }) }),
    placeholderData: keepPreviousData,
    refetchInterval: whileWatched(restingMilliseconds),
  })

/** One that is kept never changes. */
export const diffQuery = (id: string) =>
  queryOptions({
    queryKey: ['releases', 'schema', 'diff', id],
    queryFn: () => schemaApi.one(id),
    staleTime: Number.POSITIVE_INFINITY,
  })
