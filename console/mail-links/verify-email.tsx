import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../kit/button.tsx'
import { Notice } from '../kit/notice.tsx'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { dropToken, dropTokenWhenAnswered, usePendingToken } from '../sign-in/link-token.ts'
import { standingQuery } from '../standing.ts'
import { MailForm } from './mail-form.tsx'

/** Where the mail of a sign-up leads. Mail scanners open links, so nothing happens before the button is pressed. */
export function VerifyEmailPage() {
  const token = usePendingToken('/verify-email')
  const queries = useQueryClient()
  const prove = useMutation({
    mutationFn: people.proveAddress,
    onSuccess: () => {
      dropToken()
      return queries.invalidateQueries({ queryKey: standingQuery.queryKey })
    },
    onError: dropTokenWhenAnswered,
  })
  if (prove.data) return <Proved needsPassword={prove.data.passwordNeeded === true} />
  return (
    <Card title="Confirm your address">
      <PersonProblem error={prove.error} />
      {token || prove.isPending ? (
        <>
          <p className="card-lead">One press, and the address is yours here.</p>
          <Button
            tone="primary"
            busy={prove.isPending}
            autoFocus
            onClick={() => token && prove.mutate({ token })}
          >
            Confirm my address
          </Button>
        </>
      ) : (
        <>
          <p className="card-lead">Open the link in the newest mail, or have another one sent.</p>
          <MailForm label="Send the mail again" send={people.resendProof} />
        </>
      )}
    </Card>
  )
}

function Proved({ needsPassword }: { needsPassword: boolean }) {
  return (
    <Card title="Your address is confirmed">
      {needsPassword ? (
        <>
          <Notice tone="warn">
            <p className="notice-title">Somebody else had signed up with this address, too.</p>
            <p>So no password from before counts. Set a new one by mail.</p>
          </Notice>
          <Link to="/forgot-password" className="button button-primary">
            Set a password
          </Link>
        </>
      ) : (
        <>
          <p className="card-lead" role="status">
            Everything is open to you now.
          </p>
          <Link to="/" className="button button-primary">
            Go on
          </Link>
        </>
      )}
      <CardFoot>
        <p>You can close other pages that asked for it.</p>
      </CardFoot>
    </Card>
  )
}
