import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { ResendProof } from '../mail-links/resend-proof.tsx'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { newPasswordHint, PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useHasMail } from '../people/queries.ts'
import { errorAt } from '../people/words.ts'

/** Makes an account. What it says afterwards is the same whether the address was free. */
export function SignUpPage() {
  const [email, setEmail] = useState('')
  const isMailOff = useHasMail() === false
  const signUp = useMutation({ mutationFn: people.signUp, gcTime: 0 })
  if (signUp.isSuccess) return <SignedUp email={email} isMailOff={isMailOff} />
  return (
    <Card title="Create an account">
      <SignUpForm email={email} onEmail={setEmail} signUp={signUp} />
      <CardFoot>
        <p>
          You have one already? <Link to="/sign-in">Sign in</Link>
        </p>
      </CardFoot>
    </Card>
  )
}

type FormProps = {
  email: string
  onEmail: (email: string) => void
  signUp: {
    mutate: (person: { email: string; username: string; password: string }) => void
    isPending: boolean
    error: Error | null
  }
}

function SignUpForm({ email, onEmail, signUp: { mutate, isPending, error } }: FormProps) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isPending) mutate({ email: email.trim(), username: username.trim(), password })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="E-mail address"
        type="email"
        required
        maxLength={320}
        autoComplete="email"
        autoFocus
        value={email}
        error={errorAt('email', error)}
        onChange={(event) => onEmail(event.target.value)}
      />
      <TextField
        label="User name"
        required
        maxLength={64}
        autoComplete="nickname"
        value={username}
        error={errorAt('username', error)}
        onChange={(event) => setUsername(event.target.value)}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        hint={newPasswordHint}
        value={password}
        error={errorAt('password', error)}
        onChange={setPassword}
      />
      <PersonProblem error={error} />
      <Button type="submit" tone="primary" busy={isPending}>
        Create the account
      </Button>
    </form>
  )
}

function SignedUp({ email, isMailOff }: { email: string; isMailOff: boolean }) {
  return (
    <Card title={isMailOff ? 'Now sign in' : 'Look into your mail'}>
      <p className="card-lead" role="status">
        {isMailOff ? (
          'You can sign in now, if the address was free.'
        ) : (
          <>
            If a mail comes to <strong>{email}</strong>, follow its link to confirm the address: you can look
            around before, and change things after. Had somebody signed up with it before, the mail says so.
          </>
        )}
      </p>
      <Link to="/sign-in" className="button button-primary">
        Sign in
      </Link>
      {!isMailOff && (
        <CardFoot>
          <ResendProof email={email} />
        </CardFoot>
      )}
    </Card>
  )
}
