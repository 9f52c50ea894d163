import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../kit/button.tsx'
import { people } from '../people/api.ts'
import { Card } from '../people/card.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useHasMail } from '../people/queries.ts'
import { dropToken, dropTokenWhenSpent, usePendingToken } from '../sign-in/link-token.ts'
import { standingQuery } from '../standing.ts'
import { SwitchedOff } from './switched-off.tsx'

/** Where the mail to another address leads; the old one stays until the button is pressed. */
export function ConfirmEmailPage() {
  const token = usePendingToken('/confirm-email')
  const isOff = useHasMail() === false
  const queries = useQueryClient()
  const confirm = useMutation({
    mutationFn: people.confirmAddress,
    onSuccess: () => {
      dropToken()
      return queries.invalidateQueries({ queryKey: standingQuery.queryKey })
    },
    onError: dropTokenWhenSpent,
  })
  if (confirm.data)
    return (
      <Card title="Your address is changed">
        <p className="card-lead" role="status">
          From now on you sign in with <strong>{confirm.data.email}</strong>. The old address was told.
        </p>
        <Link to="/" className="button button-primary">
          Go on
        </Link>
      </Card>
    )
  if (isOff) return <SwitchedOff>Your address stays as it is.</SwitchedOff>
  return (
    <Card title="Confirm the new address">
      <PersonProblem error={confirm.error} />
      {token || confirm.isPending ? (
        <>
          <p className="card-lead">One press, and it takes the place of the old one.</p>
          <Button
            tone="primary"
            busy={confirm.isPending}
            autoFocus
            onClick={() => token && confirm.mutate(token)}
          >
            Use this address
          </Button>
        </>
      ) : (
        <p className="card-lead">
          Open the link in the newest mail, or ask for another one at <Link to="/security">Security</Link>.
        </p>
      )}
    </Card>
  )
}
