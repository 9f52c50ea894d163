import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Key } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { sayDone } from '../kit/toast.tsx'
import { RoomProblem } from '../people/problem.tsx'

/** Ends a key for good. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const queries = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.revokeKey(apiKey.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['keys'] })
      onClose()
      sayDone(`${apiKey.name} is revoked.`)
    },
  })
  return (
    <Dialog title={`Revoke ${apiKey.name}?`} onClose={onClose}>
      <div className="form">
        <p>
          Programs that use it are refused from the next request on. It cannot be brought back.{' '}
          {apiKey.lastUsedAt ? (
            <>
              It was last used <Moment at={apiKey.lastUsedAt} as="ago" />.
            </>
          ) : (
            'It has never been used.'
          )}
        </p>
        <RoomProblem error={revoke.error} />
        <DialogActions>
          <Button onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button tone="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
