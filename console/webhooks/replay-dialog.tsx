import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { webhooksApi, type Endpoint } from './api.ts'
import { proposedSince, replayedInWords, troubleOfSince } from './words.ts'

/** Sends again what happened since a moment. */
export function ReplayDialog({ endpoint: { id }, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const queries = useQueryClient()
  const [since, setSince] = useState(() => proposedSince(Date.now()))
  const [trouble, setTrouble] = useState<string | undefined>()
  const replay = useMutation({
    mutationFn: (from: string) => webhooksApi.replay(id, from),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['webhooks', 'deliveries', id] }),
  })
  const goOn = replay.data?.continuesAt ?? null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (replay.isPending) return
    if (goOn !== null) return replay.mutate(goOn)
    const found = troubleOfSince(since, Date.now())
    setTrouble(found)
    if (found === undefined) replay.mutate(new Date(since).toISOString())
  }
  return (
    <Dialog title="Send again since…" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p>
          Everything that this endpoint hears and that happened since is sent again, from the audit log, also
          what happened while it was paused. Each event keeps its id, so your app drops what it already has.
        </p>
        <TextField
          label="Since"
          type="datetime-local"
          hint="In your own time. As far back as the audit log is kept."
          value={since}
          error={trouble}
          onChange={(event) => {
            setSince(event.target.value)
            replay.reset()
          }}
          data-autofocus
        />
        <div role="status">
          {replay.data && (
            <Notice tone="good">
              <p>{replayedInWords(replay.data)}</p>
              {goOn && (
                <p>
                  There are more: this went up to <Moment at={goOn} as="exact" />.
                </p>
              )}
            </Notice>
          )}
        </div>
        {replay.isError && <ProblemNotice error={replay.error} />}
        <DialogActions>
          <Button onClick={onClose}>{replay.data ? 'Done' : 'Cancel'}</Button>
          {(!replay.data || goOn !== null) && (
            <Button type="submit" tone="primary" busy={replay.isPending}>
              {goOn === null ? 'Send again' : 'Go on'}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  )
}
