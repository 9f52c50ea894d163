import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../../kit/attention.ts'
import { restingMilliseconds } from '../queries.ts'
import { type PullState, pullsApi } from './api.ts'

export type PullFilter = { repository: string; state?: PullState | undefined; cursor?: string | undefined }

/** Those that something was told of last, first. */
export const pullsQuery = ({ repository, state, cursor }: PullFilter) =>
  queryOptions({
    queryKey: ['releases', 'pulls', repository, state, cursor],
    queryFn: () =>
      pullsApi.list({ repository, limit: 25, ...(state && { state }), ...(cursor && { cursor }) }),
    placeholderData: keepPreviousData,
    refetchInterval: whileWatched(restingMilliseconds),
  })

/** The last hundred, to see one among them. */
export const peersQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'pulls', repository, 'peers'],
    queryFn: () => pullsApi.list({ repository, limit: 100 }),
    staleTime: 60_000,
  })

export const pullQuery = (repository: string, number: string) =>
  queryOptions({
    queryKey: ['releases', 'pull', repository, number],
    queryFn: () => pullsApi.one(repository, number),
    refetchInterval: whileWatched(restingMilliseconds),
  })

export const commentQuery = (repository: string, number: string) =>
  queryOptions({
    queryKey: ['releases', 'pull', repository, number, 'comment'],
    queryFn: () => pullsApi.comment(repository, number),
  })

export const modelQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'pulls', repository, 'model'],
    queryFn: () => pullsApi.model(repository),
    staleTime: 60_000,
  })

export const policyQuery = (repository: string) =>
  queryOptions({
    queryKey: ['releases', 'pulls', repository, 'policy'],
    queryFn: () => pullsApi.policy(repository),
  })
