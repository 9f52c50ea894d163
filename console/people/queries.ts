import { queryOptions } from '@tanstack/react-query'
import { call } from '../call.ts'
import { asProblem, Problem } from '../problem.ts'
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

/** Whether addresses are to be proved here: a route that is there only then refuses an empty question in another way. */
export const addressesCountQuery = queryOptions({
  queryKey: ['addresses-count'],
  queryFn: () =>
    call('POST', '/auth/verify-email', { body: {} }).then(
      () => true,
      (error: unknown) => asProblem(error).status === 400,
    ),
  staleTime: Number.POSITIVE_INFINITY,
})
