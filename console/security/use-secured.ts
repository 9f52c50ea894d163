import { useQueryClient } from '@tanstack/react-query'
import { factorsQuery, ownSessionsQuery } from '../people/queries.ts'
import { standingQuery } from '../standing.ts'

/** After a change of how one signs in: it ended other sessions, and everything here may look different. */
export function useSecured(): () => Promise<unknown> {
  const queries = useQueryClient()
  return () =>
    Promise.all(
      [factorsQuery, ownSessionsQuery, standingQuery].map(({ queryKey }) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
}
