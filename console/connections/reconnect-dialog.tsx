import { useMutation } from '@tanstack/react-query'
import { api, type Connection } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { useStanding } from '../standing.ts'
import { LinkReady } from './link-ready.tsx'
import { returnAddress } from './return-address.ts'
import { useProviderTitle } from './use-provider-title.ts'

/** Makes the link that brings a connection back to life; its id stays. */
export function ReconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id, userId, provider, scopes, missingScopes } = connection
  const title = useProviderTitle()(provider)
  const isOwn = useStanding()?.kind === 'person'
  const link = useMutation({
    mutationFn: () =>
      api.connectLink({
        userId,
        provider,
        scopes: [...scopes, ...missingScopes],
        connectionId: id,
        returnTo: returnAddress(id),
      }),
  })
  return (
    <Dialog title="Reconnect" onClose={onClose} step={link.status}>
      {link.data ? (
        <LinkReady link={link.data} provider={title} userId={userId} onClose={onClose} />
      ) : (
        <div className="form">
          <p>
            <strong>{isOwn ? 'You' : userId}</strong> {isOwn ? 'agree' : 'agrees'} once more at {title}, with
            the same account there. The connection keeps its id, so your app changes nothing.
          </p>
          <RoomProblem error={link.error} />
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="primary" busy={link.isPending} onClick={() => link.mutate()} data-autofocus>
              Make the link
            </Button>
          </DialogActions>
        </div>
      )}
    </Dialog>
  )
}
