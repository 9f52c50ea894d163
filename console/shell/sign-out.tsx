import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api.ts'
import { IconButton } from '../kit/button.tsx'
import { sayProblem } from '../kit/toast.tsx'
import { standingQuery, usePerson } from '../standing.ts'

/** Ends the session of this browser, of the kind that it is. */
export function SignOut() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const isPerson = usePerson() !== null
  const signOut = useMutation({
    mutationFn: async () => void (await (isPerson ? api.signOutPerson() : api.signOut())),
    onSuccess: async () => {
      queries.removeQueries(standingQuery)
      await navigate({ to: '/sign-in' })
      queries.clear()
    },
    onError: (error) => sayProblem(error, () => signOut.mutate()),
  })
  return <IconButton icon="leave" label="Sign out" onClick={() => signOut.mutate()} />
}
