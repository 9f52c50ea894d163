import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { sayProblem } from '../../kit/toast.tsx'
import { pathTo } from '../place.ts'
import { useReleaseSearch } from '../use-repository.ts'
import { journeysApi, type RunWish } from './api.ts'

/** What a run without a document is called. */
export const ownName = 'accounts'

/** Asks for a run, and leads to it. */
export function useRun() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { repository } = useReleaseSearch()
  return useMutation({
    mutationFn: (wish: RunWish) => journeysApi.run(wish),
    onSuccess: async ({ journey: { id } }, { journey = ownName }) => {
      void queries.invalidateQueries({ queryKey: ['releases', 'journeys'] })
      await navigate({
        to: '/releases/$',
        params: { _splat: pathTo('journeys', journey, id) },
        search: repository === undefined ? {} : { repository },
      })
    },
    onError: (error) => sayProblem(error),
  })
}
