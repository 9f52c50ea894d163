import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

type Look = {
  tone?: 'primary' | 'plain' | 'quiet' | 'danger'
  icon?: IconName
  /** While true the button keeps its focus and its place, and ignores presses. */
  busy?: boolean
  children: ReactNode
}

export function Button({
  tone = 'plain',
  icon,
  busy = false,
  children,
  onClick,
  ...rest
}: Look & ComponentProps<'button'>) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${tone}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={press}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A button of one icon; `label` is its accessible name and its tooltip. */
export function IconButton({
  icon,
  label,
  ...rest
}: { icon: IconName; label: string } & ComponentProps<'button'>) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className="icon-button">
      <Icon name={icon} />
    </button>
  )
}
