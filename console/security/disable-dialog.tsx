import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { CodeField } from '../people/code-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useSecured } from './use-secured.ts'

/** Takes the authenticator app off, by a last code of it. */
export function DisableDialog({ hasPasskey, onClose }: { hasPasskey: boolean; onClose: () => void }) {
  const [code, setCode] = useState('')
  const secured = useSecured()
  const disable = useMutation({
    mutationFn: people.disableApp,
    onSuccess: () => {
      sayDone('The app is off.', 'Other browsers are signed out.')
      onClose()
      return secured()
    },
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!disable.isPending) disable.mutate(code.trim())
  }
  return (
    <Dialog title="Take the app off?" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          {hasPasskey
            ? 'Besides the password we ask for a passkey then.'
            : 'Then the password alone lets you in, and whoever knows it.'}
        </p>
        <CodeField value={code} onChange={setCode} autoFocus />
        <PersonProblem error={disable.error} />
        <DialogActions>
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" tone="danger" busy={disable.isPending}>
            Take it off
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
