import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, type Connection, type Disconnected } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Notice } from '../kit/notice.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { useStanding } from '../standing.ts'
import { useProviderTitle } from './use-provider-title.ts'
import { nameOf, revocationInWords } from './words.ts'

/** Ends a connection: says what will happen, then what did happen at the provider. */
export function DisconnectDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const disconnect = useMutation({ mutationFn: () => api.disconnect(connection.id) })
  const leave = async () => {
    await navigate({ to: '/connections', search: {} })
    queries.removeQueries({ queryKey: ['connection', connection.id] })
    await Promise.all(
      ['connections', 'overview'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
    )
  }
  const title = disconnect.data ? 'Disconnected' : `Disconnect ${nameOf(connection)}?`
  return (
    <Dialog title={title} onClose={disconnect.data ? () => void leave() : onClose} step={disconnect.status}>
      <div className="form">
        {disconnect.data ? <Happened outcome={disconnect.data} /> : <WillHappen connection={connection} />}
        <RoomProblem error={disconnect.error} />
        <DialogActions>
          {disconnect.data ? (
            <Button tone="primary" onClick={() => void leave()}>
              Back to the connections
            </Button>
          ) : (
            <>
              <Button onClick={onClose} data-autofocus>
                Keep it
              </Button>
              <Button tone="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate()}>
                Disconnect
              </Button>
            </>
          )}
        </DialogActions>
      </div>
    </Dialog>
  )
}

function WillHappen({ connection }: { connection: Connection }) {
  const provider = useProviderTitle()(connection.provider)
  const isOwn = useStanding()?.kind === 'person'
  return (
    <ol className="plain-steps">
      <li>From this moment on nobody can read its token.</li>
      <li>{provider} is asked to revoke the access.</li>
      <li>The sealed tokens are deleted. The audit log stays.</li>
      <li>
        There is no way back: <strong>{isOwn ? 'you' : connection.userId}</strong> would have to connect
        again.
      </li>
    </ol>
  )
}

function Happened({ outcome }: { outcome: Disconnected }) {
  const isClean =
    outcome.revocation === 'revoked' || outcome.revocation === 'none' || outcome.revocation === 'shared'
  return (
    <div role="status">
      <Notice tone={isClean ? 'good' : 'warn'}>
        <p className="notice-title">The tokens are deleted here.</p>
        <p>{revocationInWords[outcome.revocation]}</p>
        {outcome.reason && <p>{outcome.reason}</p>}
      </Notice>
    </div>
  )
}
