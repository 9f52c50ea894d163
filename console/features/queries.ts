import { queryOptions } from '@tanstack/react-query'
import { whileWatched } from '../kit/attention.ts'
import { Problem } from '../problem.ts'
import { featuresApi } from './api.ts'

/** Features, and what CSRF protection did; null where the deployment has none to switch. */
export const featuresQuery = queryOptions({
  queryKey: ['features'],
  queryFn: () => featuresApi.show().catch(nullWhereNone),
  refetchInterval: whileWatched(15_000),
})

function nullWhereNone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
