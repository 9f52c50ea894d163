import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, type Connection } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { connectionQuery } from '../queries.ts'

/** Gives a connection another label. The audit log keeps the old one. */
export function RenameDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [label, setLabel] = useState(connection.label ?? '')
  const queries = useQueryClient()
  const rename = useMutation({
    mutationFn: () => api.rename(connection.id, label.trim()),
    onSuccess: async (renamed) => {
      queries.setQueryData(connectionQuery(connection.id).queryKey, renamed)
      await queries.invalidateQueries({ queryKey: ['connections'] })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!rename.isPending) rename.mutate()
  }
  return (
    <Dialog title="Rename" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextField
          label="Label"
          hint="Only a name for people; your app never sees it change."
          required
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
          data-autofocus
        />
        <RoomProblem error={rename.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={rename.isPending}>
            Rename
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
