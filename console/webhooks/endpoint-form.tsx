import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { DialogActions } from '../kit/dialog.tsx'
import { CheckGroup, TextField } from '../kit/field.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import type { EndpointWish } from './api.ts'
import { eventChoices, isEventType } from './event-types.ts'
import { troubleOfUrl } from './words.ts'

type Props = {
  url: string
  eventTypes: readonly string[]
  /** What the button does. */
  verb: string
  busy: boolean
  error: Error | null
  onSubmit: (wish: EndpointWish) => void
  onClose: () => void
}

/** Where to, and what. */
export function EndpointForm({ url: before, eventTypes, verb, busy, error, onSubmit, onClose }: Props) {
  const [url, setUrl] = useState(before)
  const [types, setTypes] = useState<string[]>([...eventTypes])
  const [tried, setTried] = useState(false)
  const trouble = troubleOfUrl(url.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!busy && trouble === undefined && types.length > 0)
      onSubmit({ url: url.trim(), eventTypes: types.filter(isEventType) })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextField
        label="Address"
        type="url"
        inputMode="url"
        placeholder="https://app.example.org/hooks"
        hint={
          <>
            Public and https. An app beside Keyhold is named in <code>KEYHOLD_WEBHOOK_ORIGINS</code> first.
          </>
        }
        maxLength={2000}
        value={url}
        error={tried ? trouble : undefined}
        onChange={(event) => setUrl(event.target.value)}
        data-autofocus
      />
      {error && <ProblemNotice error={error} />}
      <CheckGroup
        legend="Hears"
        choices={eventChoices}
        value={types}
        onChange={setTypes}
        error={tried && types.length === 0 ? 'Choose at least one.' : undefined}
      />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={busy}>
          {verb}
        </Button>
      </DialogActions>
    </form>
  )
}
