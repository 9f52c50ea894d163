import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { TextField } from '../kit/field.tsx'
import { Notice } from '../kit/notice.tsx'
import { outboxQuery } from '../outbox/queries.ts'
import { ActDialog } from './act-dialog.tsx'
import { everybodyApi, type WholePerson } from './api.ts'
import { endedInWords, nameOf } from './words.ts'

type Props = { person: WholePerson; onClose: () => void }

/** Switches an account off; the reason is for the operators who come after. */
export function DisableDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const isMissing = () => {
    setError(reason.trim() === '' ? 'Say why, for whoever looks at it later.' : undefined)
    return reason.trim() === ''
  }
  return (
    <ActDialog
      title={`Switch off the account of ${name}?`}
      verb="Switch off"
      tone="danger"
      act={() => everybodyApi.disable(person.id, reason.trim())}
      done={({ ended }) => [`The account of ${name} is off.`, endedInWords(ended)]}
      mayNot={isMissing}
      onClose={onClose}
    >
      <p>
        All sessions end at once, nobody signs in to it, and its keys open nothing. Nothing of it is deleted:
        you can switch it on again. The person is told by mail that it happened, without the reason.
      </p>
      <TextField
        label="Reason"
        hint="Operators read it here, and the person in the copy of the own data."
        data-autofocus
        required
        maxLength={500}
        value={reason}
        error={error}
        onChange={(event) => setReason(event.target.value)}
      />
    </ActDialog>
  )
}

export function EnableDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  return (
    <ActDialog
      title={`Switch on the account of ${name}?`}
      verb="Switch on"
      act={() => everybodyApi.enable(person.id)}
      done={() => [`The account of ${name} is on.`]}
      onClose={onClose}
    >
      <p>The person can sign in again, and the keys of the account work as before.</p>
    </ActDialog>
  )
}

export function EndSessionsDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  return (
    <ActDialog
      title={`End all sessions of ${name}?`}
      verb="End them"
      act={() => everybodyApi.endSessions(person.id)}
      done={({ ended }) => [`${name} is signed out everywhere.`, endedInWords(ended)]}
      onClose={onClose}
    >
      <p>The person is signed out of every browser and signs in anew. Keys go on working.</p>
    </ActDialog>
  )
}

export function EndEverybodysDialog({ onClose }: { onClose: () => void }) {
  return (
    <ActDialog
      title="End everybody’s sessions?"
      verb="End them all"
      tone="danger"
      act={everybodyApi.endEverybodys}
      done={({ ended }) => ['Everybody is signed out.', endedInWords(ended)]}
      onClose={onClose}
    >
      <p>
        For after a break-in: everybody but you is signed out of every browser and signs in anew. Keys go on
        working.
      </p>
    </ActDialog>
  )
}

export function SendResetDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  const isMute = useQuery(outboxQuery).data?.canSend === false
  return (
    <ActDialog
      title={`Mail ${name} a link for a new password?`}
      verb="Send it"
      act={() => everybodyApi.sendReset(person.id)}
      done={() => ['The link is on its way.', 'It goes to the address of the account, and to nobody else.']}
      onClose={onClose}
    >
      <p>
        It goes to {person.email ?? 'the address of the account'} and is good for a short time, once. The
        password of now works until another one is set.
      </p>
      {isMute && (
        <Notice tone="warn">
          <p>This deployment has no way out for mail. What is not sent within a day is given up.</p>
        </Notice>
      )}
    </ActDialog>
  )
}

export function ResetFactorsDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  return (
    <ActDialog
      title={`Take off the second factors of ${name}?`}
      verb="Take off in 24 hours"
      tone="danger"
      act={() => everybodyApi.resetFactors(person.id)}
      done={() => ['The second factors are taken off in 24 hours.', 'Until then it can be taken back here.']}
      onClose={onClose}
    >
      <p>
        For who lost them all. It happens 24 hours from now, so that the person, who is told at once, can
        still object: signing in with a factor, or a word from you here, takes it back. Then all sessions end,
        and the password alone signs in.
      </p>
      <p>Be sure that it is the person who asks: not by mail alone, and not by a stranger’s call.</p>
    </ActDialog>
  )
}

export function OperatorDialog({ person, onClose }: Props) {
  const name = nameOf(person)
  const isMaking = !person.isOperator
  return (
    <ActDialog
      title={isMaking ? `Make ${name} an operator?` : `${name} shall be no operator any more?`}
      verb={isMaking ? 'Make operator' : 'Take it away'}
      tone={isMaking ? 'primary' : 'danger'}
      act={() => everybodyApi.letOperate(person.id, isMaking)}
      done={() => [isMaking ? `${name} is an operator.` : `${name} is no operator any more.`]}
      onClose={onClose}
    >
      <p>
        {isMaking
          ? 'An operator sees and does everything in this console, with all accounts and keys of this deployment. The person’s sessions end, and those that come are shorter.'
          : 'The person keeps the own account, and sees nothing of this deployment any more. All its sessions end.'}
      </p>
    </ActDialog>
  )
}
