import { Code, CodeLine } from '../kit/code.tsx'
import type { AuditStatus } from './api.ts'

/** What makes the log provable to others: how far it had come, signed, and the key to check that by. */
export function Checkpoint({ status: { checkpoint, publicKey } }: { status: AuditStatus }) {
  return (
    <div className="form audit-checkpoint">
      <div>
        <h3>Newest checkpoint</h3>
        <p className="sub">
          Keep a copy where nobody reaches it who reaches this database: a log that is cut or written anew no
          longer matches it.
        </p>
        <Code text={checkpoint} label="Newest checkpoint" copyLabel="Copy checkpoint" />
      </div>
      <div>
        <h3>Public key</h3>
        <p className="sub">
          Give it to whoever checks a copy of the log: by it they know that this Keyhold signed the
          checkpoint.
        </p>
        <CodeLine text={publicKey} label="Public key" copyLabel="Copy public key" />
      </div>
    </div>
  )
}
