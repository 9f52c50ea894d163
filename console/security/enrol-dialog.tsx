import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { people, type AppSecret } from '../people/api.ts'
import { CodeField } from '../people/code-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { useSecured } from './use-secured.ts'

type Props = {
  made: AppSecret
  /** Told even when the dialog was closed meanwhile: they come this once. */
  onCodes: (codes: readonly string[]) => void
  onClose: () => void
}

/** Scan, and type the first code; recovery codes come for it. */
export function EnrolDialog({ made, onCodes, onClose }: Props) {
  const [code, setCode] = useState('')
  const secured = useSecured()
  const enable = useMutation({
    mutationFn: people.enableApp,
    onSuccess: ({ recoveryCodes }) => {
      onCodes(recoveryCodes)
      onClose()
      void secured()
    },
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!enable.isPending) enable.mutate(code.trim())
  }
  return (
    <Dialog title="Set up an app" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          Scan this with an authenticator app, or <a href={made.otpauthUrl}>open it in one on this device</a>.
        </p>
        <img
          className="qr"
          src={`data:image/svg+xml,${encodeURIComponent(made.qr)}`}
          alt="QR code with the secret below"
        />
        <p>Or type the secret into the app:</p>
        <CodeLine text={made.secret} label="The secret" copyLabel="Copy the secret" />
        <CodeField value={code} onChange={setCode} takes="app" />
        <PersonProblem error={enable.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={enable.isPending}>
            Switch it on
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
