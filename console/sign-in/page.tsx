import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { api } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Card } from '../people/card.tsx'
import { safeNext } from '../shell/address.ts'
import { dropToken, dropTokenWhenSpent, usePendingToken } from './link-token.ts'
import { LinkProblem } from './operator-link.tsx'
import { PersonSignIn } from './person.tsx'
import { useEntered } from './use-entered.ts'

/** The way in: of people, and of the operator by a link that works once. Nothing is spent before a button is pressed. */
export function SignInPage() {
  const { next, ended } = useSearch({ from: '/sign-in' })
  const token = usePendingToken('/sign-in')
  const to = safeNext(next)
  const entered = useEntered(to)
  const signIn = useMutation({
    mutationFn: api.signIn,
    onSuccess: () => {
      dropToken()
      entered()
    },
    onError: dropTokenWhenSpent,
  })
  const problem = signIn.isError && <LinkProblem error={signIn.error} />
  if (token === null && !signIn.isSuccess)
    return <PersonSignIn next={to} hasEnded={ended !== undefined && !signIn.isError} linkProblem={problem} />
  return (
    <Card title="Welcome to Keyhold">
      {problem}
      <p className="card-lead">
        This link works once, and only for you, the operator. The session ends after an hour without use, and
        after 24 hours in any case.
      </p>
      <Button
        tone="primary"
        busy={signIn.isPending || signIn.isSuccess}
        onClick={() => token && signIn.mutate(token)}
        autoFocus
      >
        Sign in as operator
      </Button>
    </Card>
  )
}
