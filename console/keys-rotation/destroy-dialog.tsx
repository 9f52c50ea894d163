import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { rootKeyApi, type RootKey } from './api.ts'
import { rootKeysQuery } from './queries.ts'

export function DestroyDialog({ rootKey: { id }, onClose }: { rootKey: RootKey; onClose: () => void }) {
  const queries = useQueryClient()
  const destroy = useMutation({
    mutationFn: () => rootKeyApi.destroy(id),
    onSuccess: () => {
      sayDone(`Key ${id} is destroyed.`)
      onClose()
    },
    onSettled: () => queries.invalidateQueries(rootKeysQuery),
  })
  return (
    <Dialog title={`Destroy key ${id}?`} onClose={onClose}>
      <div className="form">
        <p>
          Nothing that is stored is sealed under it any more. But what a backup holds from before the rotation
          is, and opens nowhere once the key is gone. This cannot be undone.
        </p>
        {destroy.isError && <ProblemNotice error={destroy.error} />}
      </div>
      <DialogActions>
        <Button data-autofocus onClick={onClose}>
          Keep it
        </Button>
        <Button tone="danger" busy={destroy.isPending} onClick={() => destroy.mutate()}>
          Destroy
        </Button>
      </DialogActions>
    </Dialog>
  )
}
