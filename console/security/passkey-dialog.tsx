import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { makePasskey } from '../people/passkey.ts'
import { PersonProblem } from '../people/problem.tsx'
import { useSecured } from './use-secured.ts'

type Props = {
  /** Told with the first of all factors, even when the dialog was closed meanwhile: they come this once. */
  onCodes: (codes: readonly string[]) => void
  onClose: () => void
}

/** Adds a passkey. */
export function PasskeyDialog({ onCodes, onClose }: Props) {
  const [name, setName] = useState('')
  const secured = useSecured()
  const add = useMutation({
    mutationFn: async () => {
      const response = await makePasskey(await people.passkeyOptions())
      return people.addPasskey({ name: name.trim() || 'Passkey', response })
    },
    onSuccess: ({ recoveryCodes }) => {
      if (recoveryCodes.length > 0) onCodes(recoveryCodes)
      else sayDone('The passkey is added.', 'Other browsers are signed out.')
      onClose()
      void secured()
    },
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!add.isPending) add.mutate()
  }
  return (
    <Dialog title="Add a passkey" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextField
          label="Name (optional)"
          hint="To tell it from others, such as “My phone”."
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          data-autofocus
        />
        <PersonProblem error={add.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={add.isPending}>
            Make it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
