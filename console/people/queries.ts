import { queryOptions, useQuery } from '@tanstack/react-query'
import { Problem } from '../problem.ts'
import { people } from './api.ts'

/** What the rooms of a person ask for. */

export const factorsQuery = queryOptions({ queryKey: ['factors'], queryFn: people.factors })
export const ownSessionsQuery = queryOptions({ queryKey: ['own-sessions'], queryFn: people.sessions })

/** Null: there is none yet. */
export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: () =>
    people.profile().then(
      ({ profile }) => profile,
      (error: unknown) => {
        if (error instanceof Problem && error.code === 'PROFILE_NOT_FOUND') return null
        throw error
      },
    ),
})

/** What everybody may know of how one signs in here. */
export const waysInQuery = queryOptions({
  queryKey: ['ways-in'],
  queryFn: people.waysIn,
  staleTime: 5 * 60_000,
})

/** Whether addresses are proved by mail here, and new passwords asked for by it; undefined until that is known. */
export const useHasMail = (): boolean | undefined => useQuery(waysInQuery).data?.mail
