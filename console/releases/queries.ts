import { queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { releasesApi } from './api.ts'

export const restingMilliseconds = 15_000

export const repositoriesQuery = queryOptions({
  queryKey: ['releases', 'repositories'],
  queryFn: releasesApi.repositories,
  refetchInterval: whileWatched(restingMilliseconds),
})
