import { CopyButton } from '../kit/copy-button.tsx'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Notice } from '../kit/notice.tsx'
import { saveFile } from '../people/save-file.ts'

/** Recovery codes, shown this once. */
export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const text = `${codes.join('\n')}\n`
  return (
    <Dialog title="Your recovery codes" onClose={onClose} sticky>
      <div className="form">
        <Notice tone="warn">
          <p className="notice-title">This is the only time they are shown.</p>
          <p>Keep them where you find them without your phone: printed, or in a password manager.</p>
        </Notice>
        <ul className="code-list" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div className="actions">
          <CopyButton text={text} label="Copy the codes" />
          <Button onClick={() => saveFile(new Blob([text]), 'keyhold-recovery-codes.txt')}>
            Save as a file
          </Button>
        </div>
        <DialogActions>
          <Button tone="primary" onClick={onClose} data-autofocus>
            I have stored them
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}
