import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone, sayProblem } from '../kit/toast.tsx'
import { people, type Passkey } from '../people/api.ts'
import { knowsPasskeys } from '../people/passkey.ts'
import { factorsQuery } from '../people/queries.ts'
import { inWords } from '../people/words.ts'
import { PasskeyDialog } from './passkey-dialog.tsx'
import { useSecured } from './use-secured.ts'

/** Passkeys: signing in with a finger, a face or a PIN, and nothing that could be typed into a wrong page. */
export function PasskeysPanel() {
  const factors = useQuery(factorsQuery)
  const [isAdding, setAdding] = useState(false)
  return (
    <Panel title="Passkeys">
      <p>
        A passkey signs you in with a finger, a face or a PIN of this device. No other page can ask for it.
      </p>
      <Answered query={factors}>
        {({ passkeys }) =>
          passkeys.length > 0 && (
            <ul className="lines" aria-label="Your passkeys">
              {passkeys.map((passkey) => (
                <PasskeyLine key={passkey.id} passkey={passkey} />
              ))}
            </ul>
          )
        }
      </Answered>
      <div className="actions">
        {knowsPasskeys() ? (
          <Button onClick={() => setAdding(true)}>Add a passkey</Button>
        ) : (
          <p className="field-hint">This browser knows no passkeys.</p>
        )}
      </div>
      {isAdding && <PasskeyDialog onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function PasskeyLine({ passkey: { id, name, createdAt, usedAt } }: { passkey: Passkey }) {
  const secured = useSecured()
  const remove = useMutation({
    mutationFn: () => people.removePasskey(id),
    onSuccess: () => {
      sayDone(`The passkey ${name} is removed.`, 'Other browsers are signed out.')
      return secured()
    },
    onError: (error) => sayProblem(inWords(error)),
  })
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
      <Button
        tone="danger"
        busy={remove.isPending}
        aria-label={`Remove ${name}`}
        onClick={() => remove.mutate()}
      >
        Remove
      </Button>
    </li>
  )
}
