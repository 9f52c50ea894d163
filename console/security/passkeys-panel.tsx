import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import type { Passkey } from '../people/api.ts'
import { AtOrganisation, useIsFromOutside } from '../people/outside.tsx'
import { knowsPasskeys } from '../people/passkey.ts'
import { factorsQuery } from '../people/queries.ts'
import { CodesDialog } from './codes-dialog.tsx'
import { PasskeyDialog } from './passkey-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

/** Passkeys: signing in with a finger, a face or a PIN, and nothing that could be typed into a wrong page. */
export function PasskeysPanel() {
  const factors = useQuery(factorsQuery)
  const isFromOutside = useIsFromOutside()
  const [isAdding, setAdding] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  return (
    <Panel title="Passkeys">
      <p>
        A passkey signs you in with a finger, a face or a PIN of this device. No other page can ask for it.
      </p>
      <Answered query={factors}>
        {({ passkeys, authenticator }) =>
          passkeys.length > 0 && (
            <ul className="lines" aria-label="Your passkeys">
              {passkeys.map((passkey) => (
                <PasskeyLine
                  key={passkey.id}
                  passkey={passkey}
                  isLast={passkeys.length === 1 && authenticator === null}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {isFromOutside ? <AtOrganisation /> : <AddPasskey onAdd={() => setAdding(true)} />}
      {isAdding && <PasskeyDialog onCodes={setCodes} onClose={() => setAdding(false)} />}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(null)} />}
    </Panel>
  )
}

function AddPasskey({ onAdd }: { onAdd: () => void }) {
  return (
    <div className="actions">
      {knowsPasskeys() ? (
        <Button onClick={onAdd}>Add a passkey</Button>
      ) : (
        <p className="field-hint">This browser knows no passkeys.</p>
      )}
    </div>
  )
}

function PasskeyLine({ passkey, isLast }: { passkey: Passkey; isLast: boolean }) {
  const { name, createdAt, usedAt } = passkey
  const [isRemoving, setRemoving] = useState(false)
  return (
    <li>
      <span className="lines-words">
        <strong>{name}</strong>
        <span className="sub">
          added <Moment at={createdAt} as="day" />
          {usedAt && (
            <>
              , used <Moment at={usedAt} as="ago" />
            </>
          )}
        </span>
      </span>
      <Button tone="danger" aria-label={`Remove ${name}`} onClick={() => setRemoving(true)}>
        Remove
      </Button>
      {isRemoving && <RemoveDialog passkey={passkey} isLast={isLast} onClose={() => setRemoving(false)} />}
    </li>
  )
}
