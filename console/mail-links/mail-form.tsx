import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'
import { Notice } from '../kit/notice.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { errorAt } from '../people/words.ts'

/** Asks for a mail to an address. What it says is the same whether anybody has that address. */
export function MailForm({
  label,
  send,
  isMain = false,
}: {
  label: string
  send: (email: string) => Promise<unknown>
  /** It is what the page is for. */
  isMain?: boolean
}) {
  const [email, setEmail] = useState('')
  const mail = useMutation({ mutationFn: send })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!mail.isPending) mail.mutate(email.trim())
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="E-mail address"
        type="email"
        required
        maxLength={320}
        autoComplete="email"
        autoFocus={isMain}
        value={email}
        error={errorAt('email', mail.error)}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PersonProblem error={mail.error} />
      <div role="status">
        {mail.isSuccess && (
          <Notice tone="good">
            <p>If the address is known here, a mail is on its way. Look into the folder for spam, too.</p>
          </Notice>
        )}
      </div>
      <Button type="submit" tone={isMain ? 'primary' : 'plain'} busy={mail.isPending}>
        {label}
      </Button>
    </form>
  )
}
