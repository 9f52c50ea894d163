import { useMutation, useQueryClient } from '@tanstack/react-query'
import { clearProblems, sayProblem } from '../kit/toast.tsx'
import { auditApi } from './api.ts'

/** Has the log proved: what came since the last proof, or all of it. The outcome then stands in its status. */
export function useVerify() {
  const queries = useQueryClient()
  const verify = useMutation({
    mutationFn: (isFull: boolean) => auditApi.verify(isFull),
    onMutate: clearProblems,
    onError: (error, isFull) => sayProblem(error, () => verify.mutate(isFull)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  })
  return verify
}
