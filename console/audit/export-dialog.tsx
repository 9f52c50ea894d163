import { useQuery } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { auditStatusQuery } from './queries.ts'

/** How the whole log is taken along, and proved where Keyhold is not. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const publicKey = useQuery(auditStatusQuery(false)).data?.publicKey ?? '<public key>'
  return (
    <Dialog title="Export the log" onClose={onClose}>
      <ol className="plain-steps">
        <li>
          On the machine where Keyhold runs, write every entry and every block to a file:
          <CodeLine
            text="npx keyhold audit export --to log.jsonl"
            label="Command that exports"
            copyLabel="Copy the command that exports"
          />
        </li>
        <li>
          Prove the copy anywhere, without a database and without trust in who gave it:
          <CodeLine
            text={`npx keyhold audit verify --file log.jsonl --key '${publicKey}'`}
            label="Command that proves"
            copyLabel="Copy the command that proves"
          />
        </li>
      </ol>
      <p className="sub">
        For a spreadsheet add <code>--format csv</code>; such a copy holds the entries alone and cannot be
        proved.
      </p>
      <DialogActions>
        <Button tone="primary" data-autofocus onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}
