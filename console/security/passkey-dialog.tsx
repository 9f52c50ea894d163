import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { makePasskey } from '../people/passkey.ts'
import { PersonProblem } from '../people/problem.tsx'
import { Codes } from './codes-dialog.tsx'
import { useSecured } from './use-secured.ts'

/** Adds a passkey; with the first of all factors recovery codes come, shown once. */
export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const secured = useSecured()
  const add = useMutation({
    mutationFn: async () => {
      const response = await makePasskey(await people.passkeyOptions())
      return people.addPasskey({ name: name.trim() || 'Passkey', response })
    },
    onSuccess: ({ recoveryCodes }) => {
      if (recoveryCodes.length === 0) {
        sayDone('The passkey is added.', 'Other browsers are signed out.')
        onClose()
      }
      void secured()
    },
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!add.isPending) add.mutate()
  }
  const hasCodes = add.data !== undefined && add.data.recoveryCodes.length > 0
  return (
    <Dialog
      title={hasCodes ? 'Your recovery codes' : 'Add a passkey'}
      onClose={onClose}
      sticky={hasCodes}
      step={hasCodes ? 'codes' : 'ask'}
    >
      {hasCodes ? (
        <Codes codes={add.data.recoveryCodes} onClose={onClose} />
      ) : (
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
      )}
    </Dialog>
  )
}
