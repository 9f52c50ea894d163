import type { ConnectLink } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { useStanding } from '../standing.ts'

/** A link that works once: for the person whose account it is, or to be opened here. */
export function LinkReady({
  link,
  provider,
  userId,
  onClose,
}: {
  link: ConnectLink
  provider: string
  userId: string
  onClose: () => void
}) {
  const isOwn = useStanding()?.kind === 'person'
  return (
    <div className="form">
      {isOwn ? (
        <p>
          {provider} asks you next whether Keyhold may. The way there is open once, until{' '}
          <Moment at={link.expiresAt} />.
        </p>
      ) : (
        <>
          <p>
            Send this link to <strong>{userId}</strong>, or open it here if the {provider} account is yours.
            It works once, until <Moment at={link.expiresAt} />.
          </p>
          <Code text={link.connectUrl} label="Connect link" copyLabel="Copy link" />
        </>
      )}
      <DialogActions>
        <Button onClick={onClose}>{isOwn ? 'Cancel' : 'Done'}</Button>
        <Button tone="primary" onClick={() => location.assign(link.connectUrl)} data-autofocus>
          {isOwn ? `Go to ${provider}` : 'Open it here'}
        </Button>
      </DialogActions>
    </div>
  )
}
