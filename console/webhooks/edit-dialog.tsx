import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Dialog } from '../kit/dialog.tsx'
import { sayDone } from '../kit/toast.tsx'
import { webhooksApi, type Endpoint, type EndpointWish } from './api.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { endpointsQuery } from './queries.ts'

/** Changes where an endpoint is, or what it hears. */
export function EditDialog({
  endpoint: { id, url, eventTypes },
  onClose,
}: {
  endpoint: Endpoint
  onClose: () => void
}) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (wish: EndpointWish) => webhooksApi.change(id, wish),
    onSuccess: async () => {
      await queries.invalidateQueries(endpointsQuery)
      onClose()
      sayDone('The endpoint is changed.')
    },
  })
  return (
    <Dialog title="Edit the endpoint" onClose={onClose}>
      <EndpointForm
        url={url}
        eventTypes={eventTypes}
        verb="Save"
        busy={change.isPending}
        error={change.error}
        onSubmit={change.mutate}
        onClose={onClose}
      />
    </Dialog>
  )
}
