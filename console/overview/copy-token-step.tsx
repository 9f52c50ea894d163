import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CopyTokenDialog } from '../connections/copy-token-dialog.tsx'
import { Button } from '../kit/button.tsx'
import { connectionsQuery } from '../queries.ts'

/** The end of the way: a token, by curl or by a press. */
export function CopyTokenStep() {
  const connection = useQuery(connectionsQuery({ status: 'active' })).data?.connections[0]
  const [open, setOpen] = useState(false)
  if (!connection) return <p>As soon as an account is connected, its token can be read.</p>
  return (
    <>
      <p>
        Run the line above, or take the token from here. However often and by how many it is asked for, it is
        always a fresh one.
      </p>
      <p>
        <Button tone="primary" icon="copy" onClick={() => setOpen(true)}>
          Copy its token
        </Button>
      </p>
      {open && <CopyTokenDialog connection={connection} onClose={() => setOpen(false)} />}
    </>
  )
}
