import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { AtOrganisation, useIsFromOutside } from '../people/outside.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useHasMail } from '../people/queries.ts'
import { errorAt } from '../people/words.ts'
import { usePerson } from '../standing.ts'

export function AddressPanel() {
  const [isOpen, setOpen] = useState(false)
  const user = usePerson()?.user
  const isFromOutside = useIsFromOutside()
  const mayChange = useHasMail() !== false && !isFromOutside
  return (
    <Panel title="E-mail address">
      <p className="break">
        {user?.email ?? 'None.'} {user?.emailVerified && <Badge tone="good">Confirmed</Badge>}
      </p>
      {isFromOutside && <AtOrganisation />}
      {mayChange && (
        <div className="actions">
          <Button onClick={() => setOpen(true)}>Change the address</Button>
        </div>
      )}
      {isOpen && <AddressDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function AddressDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('')
  const change = useMutation({
    mutationFn: people.changeAddress,
    onSuccess: (answer) => {
      sayDone('Look into your mail.', `The address changes when you follow the link sent to ${answer.email}.`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate(email.trim())
  }
  return (
    <Dialog title="Change the address" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextField
          label="New e-mail address"
          hint="We mail a link there. Until you follow it, the old address stays."
          type="email"
          required
          maxLength={320}
          autoComplete="email"
          value={email}
          error={errorAt('email', change.error)}
          onChange={(event) => setEmail(event.target.value)}
          data-autofocus
        />
        <PersonProblem error={change.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={change.isPending}>
            Mail me the link
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
