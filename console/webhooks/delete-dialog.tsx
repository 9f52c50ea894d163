import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { webhooksApi, type Endpoint } from './api.ts'
import { endpointsQuery } from './queries.ts'
import { shortUrl } from './words.ts'

/** Removes an endpoint for good. */
export function DeleteDialog({
  endpoint: { id, url },
  onClose,
}: {
  endpoint: Endpoint
  onClose: () => void
}) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => webhooksApi.remove(id),
    onSuccess: async () => {
      await navigate({ to: '/webhooks' })
      queries.removeQueries({ queryKey: ['webhooks', 'deliveries', id] })
      await queries.invalidateQueries(endpointsQuery)
      sayDone(`${shortUrl(url)} is told nothing any more.`)
    },
  })
  return (
    <Dialog title={`Delete ${shortUrl(url)}?`} onClose={onClose}>
      <div className="form">
        <p>
          Its secrets, its list of deliveries and what was still to be sent there are deleted. To stop it for
          a while, pause it instead.
        </p>
        {remove.isError && <ProblemNotice error={remove.error} />}
        <DialogActions>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
