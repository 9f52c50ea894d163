import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { people, type AppSecret } from '../people/api.ts'
import { CodeField } from '../people/code-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { Codes } from './codes-dialog.tsx'
import { useSecured } from './use-secured.ts'

/** Scan, type the first code, store the recovery codes. */
export function EnrolDialog({ made, onClose }: { made: AppSecret; onClose: () => void }) {
  const secured = useSecured()
  const enable = useMutation({ mutationFn: people.enableApp, onSuccess: () => void secured(), gcTime: 0 })
  return (
    <Dialog
      title={enable.data ? 'Your recovery codes' : 'Set up an app'}
      onClose={onClose}
      sticky={enable.isSuccess}
      step={enable.isSuccess ? 'codes' : 'scan'}
    >
      {enable.data ? (
        <Codes codes={enable.data.recoveryCodes} onClose={onClose} />
      ) : (
        <Scan
          made={made}
          busy={enable.isPending}
          error={enable.error}
          onCode={enable.mutate}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}

type ScanProps = {
  made: AppSecret
  busy: boolean
  error: unknown
  onCode: (code: string) => void
  onClose: () => void
}

function Scan({ made, busy, error, onCode, onClose }: ScanProps) {
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onCode(code.trim())
  }
  return (
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
      <PersonProblem error={error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={busy}>
          Switch it on
        </Button>
      </DialogActions>
    </form>
  )
}
