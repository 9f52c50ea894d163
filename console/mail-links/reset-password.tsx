import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { people } from '../people/api.ts'
import { Card } from '../people/card.tsx'
import { newPasswordHint, PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { errorAt } from '../people/words.ts'
import { dropToken, dropTokenWhenSpent, usePendingToken } from '../sign-in/link-token.ts'

/** Where the mail of a forgotten password leads. */
export function ResetPasswordPage() {
  const token = usePendingToken('/reset-password')
  const reset = useMutation({
    mutationFn: people.resetPassword,
    onSuccess: dropToken,
    onError: dropTokenWhenSpent,
    gcTime: 0,
  })
  if (reset.isSuccess) return <PasswordSet />
  return (
    <Card title="Choose a new password">
      <PersonProblem error={reset.error} />
      {token || reset.isPending ? (
        <ResetForm
          busy={reset.isPending}
          error={reset.error}
          onSet={(password) => token && reset.mutate({ token, password })}
        />
      ) : (
        <>
          <p className="card-lead">
            Open the link in the newest mail once more: it is good for half an hour. Or ask for another.
          </p>
          <Link to="/forgot-password" className="button button-primary">
            Ask for another link
          </Link>
        </>
      )}
    </Card>
  )
}

function PasswordSet() {
  return (
    <Card title="Your password is set">
      <p className="card-lead" role="status">
        You are signed out everywhere. Sign in with the new password.
      </p>
      <Link to="/sign-in" className="button button-primary">
        Sign in
      </Link>
    </Card>
  )
}

type FormProps = { busy: boolean; error: unknown; onSet: (password: string) => void }

function ResetForm({ busy, error, onSet }: FormProps) {
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSet(password)
  }
  return (
    <form className="form" onSubmit={submit}>
      <PasswordField
        label="New password"
        autoComplete="new-password"
        hint={newPasswordHint}
        autoFocus
        value={password}
        error={errorAt('password', error)}
        onChange={setPassword}
      />
      <Button type="submit" tone="primary" busy={busy}>
        Set the password
      </Button>
    </form>
  )
}
