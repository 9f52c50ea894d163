import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNotice } from './notice.tsx'
import { Skeleton } from './page.tsx'

/** A question's answer once it is there; until then its outline, and what went wrong with a way to ask again. */
export function Answered<Answer>({
  query,
  lines = 3,
  tall = false,
  children,
}: {
  query: UseQueryResult<Answer>
  lines?: number
  tall?: boolean
  children: (answer: Answer) => ReactNode
}) {
  return (
    <>
      {query.isError && (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} retrying={query.isFetching} />
      )}
      {query.isPending && <Skeleton lines={lines} tall={tall} />}
      {query.data !== undefined && children(query.data)}
    </>
  )
}
