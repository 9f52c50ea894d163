import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { people } from '../people/api.ts'
import { PersonProblem } from '../people/problem.tsx'
import { asProblem } from '../problem.ts'
import { standingQuery } from '../standing.ts'

/** Another mail to confirm an address with: to that address, or to who is signed in. */
export function ResendProof({ email }: { email?: string }) {
  const queries = useQueryClient()
  const resend = useMutation({
    mutationFn: () => people.resendProof(email),
    // Then it was confirmed in another tab.
    onError: (error) =>
      asProblem(error).code === 'ADDRESS_PROVED' &&
      queries.invalidateQueries({ queryKey: standingQuery.queryKey }),
  })
  return (
    <>
      <div>
        <Button busy={resend.isPending} onClick={() => resend.mutate()}>
          Send the mail again
        </Button>
      </div>
      <div role="status">{resend.isSuccess && <p>It is on its way, if the address waits for it.</p>}</div>
      <PersonProblem error={resend.error} />
    </>
  )
}
