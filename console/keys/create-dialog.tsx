import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, type NewKey } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { CheckGroup, SelectField, TextField } from '../kit/field.tsx'
import { Notice } from '../kit/notice.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { useStanding } from '../standing.ts'
import { keyScopes, lifetimes, ownKeyScopes, usualScopes } from './scopes.ts'

/** Makes a key and shows it once. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: api.createKey,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
    gcTime: 0,
  })
  return (
    <Dialog
      title={create.data ? 'Your new key' : 'Create a key'}
      onClose={onClose}
      // Its answer shows the key this once, so it is waited for, too.
      sticky={create.isPending || create.isSuccess}
      step={create.status}
    >
      {create.data ? (
        <Created apiKey={create.data.key} onClose={onClose} />
      ) : (
        <KeyForm busy={create.isPending} error={create.error} onCreate={create.mutate} onClose={onClose} />
      )}
    </Dialog>
  )
}

type FormProps = { busy: boolean; error: Error | null; onCreate: (key: NewKey) => void; onClose: () => void }

function KeyForm({ busy, error, onCreate, onClose }: FormProps) {
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState(usualScopes)
  const [userId, setUserId] = useState('')
  const isOwn = useStanding()?.kind === 'person'
  const [days, setDays] = useState('90')
  const [tried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (busy || scopes.length === 0) return
    const bound = userId.trim() === '' ? {} : { userId: userId.trim() }
    onCreate({ name: name.trim(), scopes, ...bound, ...(days === '' ? {} : { expiresInDays: Number(days) }) })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="Name"
        hint="Of the program that will hold it."
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
        data-autofocus
      />
      <CheckGroup
        legend="Allowed to"
        choices={isOwn ? ownKeyScopes : keyScopes}
        value={scopes}
        onChange={setScopes}
        error={tried && scopes.length === 0 ? 'Choose at least one.' : undefined}
      />
      <SelectField label="Ends after" value={days} onChange={(event) => setDays(event.target.value)}>
        {lifetimes.map((lifetime) => (
          <option key={lifetime.title} value={lifetime.days}>
            {lifetime.title}
          </option>
        ))}
      </SelectField>
      {!isOwn && (
        <TextField
          label="Only for one user (optional)"
          hint="A user id. The key then sees this user's connections alone."
          maxLength={200}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      )}
      <RoomProblem error={error} />
      <DialogActions>
        <Button onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button type="submit" tone="primary" busy={busy}>
          Create the key
        </Button>
      </DialogActions>
    </form>
  )
}

function Created({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  return (
    <div className="form">
      <Notice tone="warn">
        <p className="notice-title">This is the only time it is shown.</p>
        <p>Put it where your program reads its secrets. Whoever has it can do what it may do.</p>
      </Notice>
      <Code text={apiKey} label="The new API key" copyLabel="Copy the key" />
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          I have stored it
        </Button>
      </DialogActions>
    </div>
  )
}
