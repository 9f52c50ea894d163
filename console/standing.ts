import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, type Session } from './api.ts'
import { actForHome } from './call.ts'
import { readRemembered, useRemembered } from './kit/remembered.ts'
import type { PersonSession } from './people/api.ts'
import { Problem } from './problem.ts'

/** As who this browser is here: the operator, by a link or as a person on the list, or a person with its own account. */
export type Standing =
  | { kind: 'operator'; session: Session; person: PersonSession | null }
  | { kind: 'person'; person: PersonSession }

/** For what a person who looks after the deployment acts. */
export const actings = ['home', 'own'] as const
export const useActing = () => useRemembered('acting', actings)

export const standingQuery = queryOptions({
  queryKey: ['standing'],
  queryFn: findStanding,
  staleTime: 5 * 60_000,
})

/** @throws `Problem` UNAUTHENTICATED when nobody is signed in */
async function findStanding(): Promise<Standing> {
  const byLink = await api.session(false).catch(nullWhenRefused)
  if (byLink) return { kind: 'operator', session: byLink, person: null }
  const person = await api.person()
  const isHome = person.user.isOperator && readRemembered('acting', actings) === 'home'
  actForHome(isHome)
  if (!isHome) return { kind: 'person', person }
  return { kind: 'operator', session: await api.session(true), person }
}

function nullWhenRefused(thrown: unknown): null {
  if (thrown instanceof Problem && (thrown.status === 401 || thrown.status === 403)) return null
  throw thrown
}

/** Undefined only outside the rooms, where nobody may be signed in. */
export const useStanding = (): Standing | undefined => useQuery(standingQuery).data

/** The signed-in person; null for the operator by a link. */
export const usePerson = (): PersonSession | null => useStanding()?.person ?? null
