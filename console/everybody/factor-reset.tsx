import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { useNow } from '../kit/now.ts'
import { momentInWords } from '../kit/time.ts'
import { clearProblems, sayDone, sayProblem } from '../kit/toast.tsx'
import { everybodyApi, type WholePerson } from './api.ts'
import { everybodyKey } from './queries.ts'

/** Second factors that are about to be taken off, and the way to leave them. */
export function FactorReset({ person: { id, factorResetAt } }: { person: WholePerson }) {
  const now = useNow()
  const queries = useQueryClient()
  const keep = useMutation({
    mutationFn: () => everybodyApi.keepFactors(id),
    onMutate: clearProblems,
    onSuccess: () => sayDone('The second factors stay.'),
    onError: (error) => sayProblem(error, () => keep.mutate()),
    onSettled: () => queries.invalidateQueries({ queryKey: everybodyKey }),
  })
  if (factorResetAt === null) return null
  return (
    <Notice tone="warn">
      <p className="notice-title">
        All second factors are taken off {momentInWords(Date.parse(factorResetAt), now)}:{' '}
        <Moment at={factorResetAt} />.
      </p>
      <p>The person was told. Signing in with a factor takes it back, too.</p>
      <p>
        <Button busy={keep.isPending} onClick={() => keep.mutate()}>
          Leave the factors
        </Button>
      </p>
    </Notice>
  )
}
