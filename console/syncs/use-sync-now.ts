import { useMutation, useQueryClient } from '@tanstack/react-query'
import { dataApi } from '../data-api.ts'
import { noteSyncWish } from '../data-queries.ts'
import { clearProblems, sayDone, sayProblem } from '../kit/toast.tsx'

/** Asks for a sync before its time; its progress then shows in the history. */
export function useSyncNow() {
  const queries = useQueryClient()
  const sync = useMutation({
    mutationFn: ({ id }: { id: string; name: string }) => dataApi.syncNow(id),
    onMutate: () => {
      clearProblems()
      noteSyncWish()
    },
    onSuccess: (_answer, { name }) => sayDone(`${name} is being synced.`),
    onError: (error, wish) => sayProblem(error, () => sync.mutate(wish)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['syncs'] }),
  })
  return sync
}
