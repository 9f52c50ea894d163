import { queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { Problem } from '../problem.ts'
import { outboxApi } from './api.ts'

/** The newest mail to people; null where the deployment shows none. */
export const outboxQuery = queryOptions({
  queryKey: ['outbox'],
  queryFn: () => outboxApi.newest().catch(nullWhereNone),
  refetchInterval: whileWatched(15_000),
})

function nullWhereNone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
