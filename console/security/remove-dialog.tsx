import { useMutation } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people, type Passkey } from '../people/api.ts'
import { PersonProblem } from '../people/problem.tsx'
import { useSecured } from './use-secured.ts'

type Props = {
  passkey: Passkey
  /** No other factor is left after it. */
  isLast: boolean
  onClose: () => void
}

/** Takes a passkey off. */
export function RemoveDialog({ passkey: { id, name }, isLast, onClose }: Props) {
  const secured = useSecured()
  const remove = useMutation({
    mutationFn: () => people.removePasskey(id),
    onSuccess: async () => {
      sayDone(`The passkey ${name} is removed.`, 'Other browsers are signed out.')
      await secured()
      onClose()
    },
  })
  return (
    <Dialog title={`Remove ${name}?`} onClose={onClose}>
      <div className="form">
        <p>
          It signs nobody in any more, and other browsers are signed out.
          {isLast && ' It is your last second step: your recovery codes go with it.'}
        </p>
        <PersonProblem error={remove.error} />
        <DialogActions>
          <Button onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            Remove it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
