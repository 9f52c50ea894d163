import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Connection } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { clearProblems, sayDone, sayProblem } from '../kit/toast.tsx'
import { connectionQuery } from '../queries.ts'
import { CopyTokenDialog } from './copy-token-dialog.tsx'
import { DisconnectDialog } from './disconnect-dialog.tsx'
import { ReconnectDialog } from './reconnect-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { troubleOf } from './words.ts'

type Open = 'token' | 'reconnect' | 'rename' | 'disconnect' | null

/** What can be done with a connection; the likeliest comes first and stands out. */
export function Actions({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const isDead = connection.status === 'needs_reauth'
  return (
    <div className="actions" role="group" aria-label="Actions">
      {connection.status === 'active' && (
        <>
          <Button tone="primary" icon="copy" onClick={() => setOpen('token')}>
            Copy token
          </Button>
          {connection.kind === 'oauth2' && connection.expiresAt !== null && (
            <RefreshButton id={connection.id} />
          )}
        </>
      )}
      {connection.kind === 'oauth2' && connection.status !== 'closing' && (
        <Button tone={isDead ? 'primary' : 'plain'} onClick={() => setOpen('reconnect')}>
          Reconnect
        </Button>
      )}
      <Button onClick={() => setOpen('rename')}>Rename</Button>
      {connection.status !== 'closing' && (
        <Button tone="danger" onClick={() => setOpen('disconnect')}>
          Disconnect
        </Button>
      )}
      {open === 'token' && <CopyTokenDialog connection={connection} onClose={close} />}
      {open === 'reconnect' && <ReconnectDialog connection={connection} onClose={close} />}
      {open === 'rename' && <RenameDialog connection={connection} onClose={close} />}
      {open === 'disconnect' && <DisconnectDialog connection={connection} onClose={close} />}
    </div>
  )
}

function RefreshButton({ id }: { id: string }) {
  const queries = useQueryClient()
  const refresh = useMutation({
    mutationFn: () => api.refresh(id),
    onMutate: clearProblems,
    onSuccess: (connection) => {
      queries.setQueryData(connectionQuery(id).queryKey, connection)
      const trouble = troubleOf(connection)
      if (trouble === null) sayDone('The token is fresh.')
      else sayDone('The token was not refreshed.', trouble)
    },
    onError: (error) => sayProblem(error, () => refresh.mutate()),
    onSettled: () =>
      Promise.all(
        ['connection', 'timeline'].map((name) => queries.invalidateQueries({ queryKey: [name, id] })),
      ),
  })
  return (
    <Button icon="refresh" busy={refresh.isPending} onClick={() => refresh.mutate()}>
      Refresh now
    </Button>
  )
}
