import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { webhooksApi, type Endpoint } from './api.ts'
import { endpointsQuery } from './queries.ts'
import { SecretShown } from './secret-shown.tsx'

/** Gives an endpoint another secret, shown once. */
export function RotateDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const queries = useQueryClient()
  const rotate = useMutation({
    mutationFn: () => webhooksApi.rotate(endpoint.id),
    onSuccess: () => queries.invalidateQueries(endpointsQuery),
    gcTime: 0,
  })
  const until = rotate.data?.previousSecretUntil
  return (
    <Dialog
      title={rotate.data ? 'Its new signing secret' : 'Rotate the signing secret?'}
      onClose={onClose}
      sticky={rotate.isPending || rotate.isSuccess}
      step={rotate.status}
    >
      {rotate.data ? (
        <SecretShown secret={rotate.data.secret} onClose={onClose}>
          {until && (
            <p>
              Until <Moment at={until} /> deliveries bear both signatures, so your app may change over at any
              time before.
            </p>
          )}
        </SecretShown>
      ) : (
        <div className="form">
          <p>
            A new secret is made and shown once. For 24 hours deliveries are signed with both, so that nothing
            is lost while your app changes over.
          </p>
          {endpoint.previousSecretUntil && (
            <p>
              The secret from before the last rotation signs until{' '}
              <Moment at={endpoint.previousSecretUntil} /> already.
            </p>
          )}
          {rotate.isError && <ProblemNotice error={rotate.error} />}
          <DialogActions>
            <Button data-autofocus onClick={onClose}>
              Not now
            </Button>
            <Button tone="primary" icon="refresh" busy={rotate.isPending} onClick={() => rotate.mutate()}>
              Rotate
            </Button>
          </DialogActions>
        </div>
      )}
    </Dialog>
  )
}
