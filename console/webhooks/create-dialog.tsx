import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Dialog } from '../kit/dialog.tsx'
import { webhooksApi } from './api.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { usualTypes } from './event-types.ts'
import { endpointsQuery } from './queries.ts'
import { SecretShown } from './secret-shown.tsx'

/** Adds an endpoint, shows its secret once, and leads to it. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const create = useMutation({
    mutationFn: webhooksApi.create,
    onSuccess: () => queries.invalidateQueries(endpointsQuery),
    gcTime: 0,
  })
  const made = create.data
  const leave = () => {
    onClose()
    if (made) void navigate({ to: '/webhooks/$id', params: { id: made.id }, search: {} })
  }
  return (
    <Dialog
      title={made ? 'Its signing secret' : 'Add an endpoint'}
      onClose={leave}
      sticky={create.isPending || create.isSuccess}
      step={create.status}
    >
      {made ? (
        <SecretShown secret={made.secret} onClose={leave}>
          {null}
        </SecretShown>
      ) : (
        <EndpointForm
          url=""
          eventTypes={usualTypes}
          verb="Add it"
          busy={create.isPending}
          error={create.error}
          onSubmit={create.mutate}
          onClose={onClose}
        />
      )}
    </Dialog>
  )
}
