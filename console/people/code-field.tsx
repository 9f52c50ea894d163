import './card.css'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { TextField } from '../kit/field.tsx'

/** A code of the app, or in its place a recovery code. */
export function CodeField({
  value,
  onChange,
  takes = 'both',
  autoFocus = false,
}: {
  value: string
  onChange: (value: string) => void
  takes?: 'both' | 'app' | 'recovery'
  autoFocus?: boolean
}) {
  const [isRecovery, setRecovery] = useState(takes === 'recovery')
  const [wasSwapped, setSwapped] = useState(false)
  const swap = () => {
    setSwapped(true)
    setRecovery(!isRecovery)
    onChange('')
  }
  return (
    <div className="form code-input">
      <TextField
        key={isRecovery ? 'recovery' : 'app'}
        label={isRecovery ? 'Recovery code' : 'Code of the app'}
        hint={isRecovery ? 'One of the ten that you stored. It is used up by this.' : 'Six digits.'}
        required
        maxLength={40}
        value={value}
        inputMode={isRecovery ? 'text' : 'numeric'}
        autoComplete={isRecovery ? 'off' : 'one-time-code'}
        autoFocus={autoFocus || wasSwapped}
        onChange={(event) => onChange(event.target.value)}
      />
      {takes === 'both' && (
        <div>
          <Button tone="quiet" onClick={swap}>
            {isRecovery ? 'Use the code of the app' : 'Use a recovery code'}
          </Button>
        </div>
      )}
    </div>
  )
}
