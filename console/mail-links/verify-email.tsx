import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Notice } from '../kit/notice.tsx'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useHasMail } from '../people/queries.ts'
import { dropToken, dropTokenWhenSpent, usePendingToken } from '../sign-in/link-token.ts'
import { standingQuery } from '../standing.ts'
import { MailForm } from './mail-form.tsx'
import { SwitchedOff } from './switched-off.tsx'

/** Where the mail of a sign-up leads. Mail scanners open links, so nothing happens before the button is pressed. */
export function VerifyEmailPage() {
  const token = usePendingToken('/verify-email')
  const isOff = useHasMail() === false
  const queries = useQueryClient()
  const prove = useMutation({
    mutationFn: async (proof: { token: string; password?: string }) => {
      // A session shows whose account it is, as the password does: one that has run out is refreshed by this.
      await api.person().catch(() => null)
      return people.proveAddress(proof)
    },
    onSuccess: () => {
      dropToken()
      return queries.invalidateQueries({ queryKey: standingQuery.queryKey })
    },
    onError: dropTokenWhenSpent,
    gcTime: 0,
  })
  if (prove.data) return <Proved needsPassword={prove.data.passwordNeeded === true} />
  if (isOff) return <SwitchedOff>You need not confirm your address.</SwitchedOff>
  return (
    <Card title="Confirm your address">
      <PersonProblem error={prove.error} />
      {token || prove.isPending ? (
        <ProofForm
          busy={prove.isPending}
          onProve={(password) => token && prove.mutate({ token, ...(password === '' ? {} : { password }) })}
        />
      ) : (
        <>
          <p className="card-lead">Open the link in the newest mail, or have another one sent.</p>
          <MailForm label="Send the mail again" send={people.resendProof} />
        </>
      )}
    </Card>
  )
}

function ProofForm({ busy, onProve }: { busy: boolean; onProve: (password: string) => void }) {
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onProve(password)
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="card-lead">One press, and the address is yours here.</p>
      <PasswordField
        label="Your password (optional)"
        hint="It shows that the account is yours, if somebody else tried your address."
        autoComplete="current-password"
        required={false}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" tone="primary" busy={busy} autoFocus>
        Confirm my address
      </Button>
    </form>
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
