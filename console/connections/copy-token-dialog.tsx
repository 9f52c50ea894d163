import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Connection, type Token } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { copyText } from '../kit/copy.ts'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { useStanding } from '../standing.ts'
import { nameOf } from './words.ts'

/** Reads the token: said to be audited before it happens, and shown only when asked for. */
export function CopyTokenDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [shown, setShown] = useState(false)
  const isOwn = useStanding()?.kind === 'person'
  const [copied, setCopied] = useState<boolean | null>(null)
  const queries = useQueryClient()
  const read = useMutation({
    mutationFn: () => api.token(connection.id),
    onSuccess: () =>
      Promise.all(
        ['timeline', 'connection', 'connections', 'overview'].map((name) =>
          queries.invalidateQueries({ queryKey: [name] }),
        ),
      ),
    gcTime: 0,
  })
  const copy = async () => {
    // Started within the click and handed over as a promise: Safari forgets the click while waiting.
    const text = read.mutateAsync().then((token) => token.access_token)
    const done = await copyText(text)
    const answered = await text.then(() => true).catch(() => false)
    setCopied(answered ? done : null)
  }
  const show = () => {
    setShown(true)
    if (!read.data) read.mutate()
  }
  return (
    <Dialog title="Copy the token" onClose={onClose} step={copied ? 'copied' : shown ? 'shown' : 'ask'}>
      <div className="form">
        <p>
          Whoever holds the token of <strong>{nameOf(connection)}</strong> acts as its owner until it expires.
          This read goes into the audit log, with you as the {isOwn ? 'reader' : 'operator'}.
        </p>
        <RoomProblem error={read.error} />
        {read.data && <Outcome token={read.data} copied={copied} shown={shown || copied === false} />}
        <DialogActions>
          {!shown && (
            <Button busy={read.isPending} onClick={show}>
              Show it
            </Button>
          )}
          {copied ? (
            <Button tone="primary" onClick={onClose} data-autofocus>
              Done
            </Button>
          ) : (
            <Button
              tone="primary"
              icon="copy"
              busy={read.isPending}
              onClick={() => void copy()}
              data-autofocus
            >
              Copy to the clipboard
            </Button>
          )}
        </DialogActions>
      </div>
    </Dialog>
  )
}

function Outcome({ token, copied, shown }: { token: Token; copied: boolean | null; shown: boolean }) {
  return (
    <div role="status">
      {copied && (
        <Notice tone="good">
          <p className="notice-title">Copied to the clipboard.</p>
          <p>
            {token.expires_at ? (
              <>
                Good until <Moment at={token.expires_at} as="exact" />.
              </>
            ) : (
              'This token does not expire.'
            )}
          </p>
        </Notice>
      )}
      {copied === false && <p>The browser does not let this page write to the clipboard. Copy it by hand:</p>}
      {shown && <Code text={token.access_token} label="Access token" copyLabel="Copy" />}
    </div>
  )
}
