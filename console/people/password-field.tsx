import './card.css'
import { useState, type ComponentProps } from 'react'
import { TextField } from '../kit/field.tsx'

type Props = Omit<ComponentProps<typeof TextField>, 'type' | 'onChange'> & {
  /** Tells password managers whether it is known or to be made. */
  autoComplete: 'current-password' | 'new-password'
  onChange: (value: string) => void
}

/** A password, which can be looked at while it is typed. */
export function PasswordField({ onChange, ...rest }: Props) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="password-field">
      <TextField
        required
        {...rest}
        type={isShown ? 'text' : 'password'}
        maxLength={1024}
        onChange={(event) => onChange(event.target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.target.checked)} />
        <span className="check-title">{isShown ? 'Hide' : 'Show'} what is typed</span>
      </label>
    </div>
  )
}

/** Beside a password that is made. */
export const newPasswordHint =
  'Three or four words that have nothing to do with each other are good. No rules about digits and signs.'
