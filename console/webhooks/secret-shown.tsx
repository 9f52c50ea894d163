import type { ReactNode } from 'react'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { DialogActions } from '../kit/dialog.tsx'
import { Notice } from '../kit/notice.tsx'

/** A signing secret, this once. */
export function SecretShown({
  secret,
  children,
  onClose,
}: {
  secret: string
  /** What to know beside it. */
  children: ReactNode
  onClose: () => void
}) {
  return (
    <div className="form">
      <Notice tone="warn">
        <p className="notice-title">This is the only time it is shown.</p>
        <p>Put it where your app reads its secrets: with it, it checks that a delivery is genuine.</p>
        {children}
      </Notice>
      <Code text={secret} label="The signing secret" copyLabel="Copy the secret" />
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          I have stored it
        </Button>
      </DialogActions>
    </div>
  )
}
