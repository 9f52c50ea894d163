import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useHasMail } from '../people/queries.ts'
import { noOwnReset } from '../people/words.ts'
import { AskForLink } from './operator-link.tsx'
import { OtherWays } from './other-ways.tsx'
import { SecondStep } from './second-step.tsx'
import { useEntered } from './use-entered.ts'

type Props = { next: string; hasEnded: boolean; linkProblem: ReactNode }

/** Address and password, or one of the other ways; then the second step, of who has one. */
export function PersonSignIn({ next, hasEnded, linkProblem }: Props) {
  const entered = useEntered(next)
  const signIn = useMutation({
    mutationFn: people.signIn,
    onSuccess: ({ requiresTwoFactor }) => {
      if (!requiresTwoFactor) entered()
    },
    gcTime: 0,
  })
  if (signIn.data?.requiresTwoFactor) return <SecondStep onEntered={entered} onBack={signIn.reset} />
  return (
    <Card title="Sign in to Keyhold">
      {hasEnded && (
        <p className="card-lead">Your session has ended. Sign in, and you are back to where you were.</p>
      )}
      {linkProblem}
      <PasswordForm
        busy={signIn.isPending || signIn.isSuccess}
        error={signIn.error}
        onSignIn={signIn.mutate}
        isFirst={!linkProblem}
      />
      <OtherWays next={next} onEntered={entered} />
      <CardFoot>
        <p>
          New here? <Link to="/sign-up">Create an account</Link>
        </p>
        <AskForLink isOpen={Boolean(linkProblem)} />
      </CardFoot>
    </Card>
  )
}

type FormProps = {
  busy: boolean
  error: unknown
  onSignIn: (proof: { email: string; password: string }) => void
  isFirst: boolean
}

function PasswordForm({ busy, error, onSignIn, isFirst }: FormProps) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const hasMail = useHasMail()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onSignIn({ email: email.trim(), password })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="E-mail address"
        type="email"
        required
        maxLength={320}
        autoComplete="username"
        autoFocus={isFirst}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <PersonProblem error={error} />
      <Button type="submit" tone="primary" busy={busy}>
        Sign in
      </Button>
      <p>
        {hasMail === false ? (
          `Forgot the password? ${noOwnReset}`
        ) : (
          <Link to="/forgot-password">Forgot the password?</Link>
        )}
      </p>
    </form>
  )
}
