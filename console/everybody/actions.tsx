import { useState, type FunctionComponent } from 'react'
import { Button } from '../kit/button.tsx'
import { usePerson } from '../standing.ts'
import type { WholePerson } from './api.ts'
import * as dialogs from './dialogs.tsx'
import { factorsInWords } from './words.ts'

type Act = {
  label: string
  dialog: FunctionComponent<{ person: WholePerson; onClose: () => void }>
  tone?: 'plain' | 'primary' | 'danger'
}

/** What can be done with an account now. Nobody switches the own one off, nor ends being an operator. */
export function Actions({ person }: { person: WholePerson }) {
  const isYou = usePerson()?.user.id === person.id
  const [opened, setOpened] = useState<Act['dialog'] | null>(null)
  const Opened = opened
  const close = () => setOpened(null)
  return (
    <>
      <div className="actions" role="group" aria-label="Actions">
        {actsFor(person, isYou).map(({ label, dialog, tone = 'plain' }) => (
          <Button key={label} tone={tone} onClick={() => setOpened(() => dialog)}>
            {label}
          </Button>
        ))}
      </div>
      {isYou && <p className="field-hint">This is you: another operator can do more with this account.</p>}
      {Opened && <Opened person={person} onClose={close} />}
    </>
  )
}

function actsFor(person: WholePerson, isYou: boolean): Act[] {
  const { disabledAt, email, sessions, factors, factorResetAt, isOperator } = person
  const isOn = disabledAt === null
  const acts: (Act | false)[] = [
    !isOn && { label: 'Switch on…', dialog: dialogs.EnableDialog, tone: 'primary' },
    isOn && email !== null && { label: 'Send a password reset…', dialog: dialogs.SendResetDialog },
    sessions.length > 0 && { label: 'End all sessions…', dialog: dialogs.EndSessionsDialog },
    factorResetAt === null &&
      factorsInWords(factors) !== null && {
        label: 'Reset second factors…',
        dialog: dialogs.ResetFactorsDialog,
      },
    !isYou && isOperator && { label: 'Operator no more…', dialog: dialogs.OperatorDialog },
    !isOperator && isOn && { label: 'Make operator…', dialog: dialogs.OperatorDialog },
    !isYou && isOn && { label: 'Switch off…', dialog: dialogs.DisableDialog, tone: 'danger' },
  ]
  return acts.filter((act) => act !== false)
}
