import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { newPasswordHint, PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { errorAt } from '../people/words.ts'
import { asProblem } from '../problem.ts'
import { useSecured } from './use-secured.ts'

export function PasswordPanel() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Panel title="Password">
      <p>When you change it, every other browser is signed out.</p>
      <div className="actions">
        <Button onClick={() => setOpen(true)}>Change the password</Button>
      </div>
      {isOpen && <PasswordDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const secured = useSecured()
  const change = useMutation({
    mutationFn: people.changePassword,
    onSuccess: () => {
      sayDone('Your password is changed.', 'Other browsers are signed out.')
      onClose()
      return secured()
    },
    gcTime: 0,
  })
  const isWrong = change.isError && asProblem(change.error).code === 'WRONG_CREDENTIALS'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate({ currentPassword, newPassword })
  }
  return (
    <Dialog title="Change the password" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <PasswordField
          label="Password until now"
          autoComplete="current-password"
          hint={isWrong && <Link to="/forgot-password">Forgot it? Set a new one.</Link>}
          value={currentPassword}
          error={isWrong ? 'This is not your password.' : undefined}
          onChange={setCurrent}
          data-autofocus
        />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint={newPasswordHint}
          value={newPassword}
          error={errorAt('password', change.error)}
          onChange={setNew}
        />
        {!isWrong && <PersonProblem error={change.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={change.isPending}>
            Change it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
