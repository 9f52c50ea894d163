import { useState, type ReactNode } from 'react'
import { Icon } from '../kit/icons.tsx'

type Props = {
  title: string
  done: boolean
  current: boolean
  /** Stays open once it was the current one: it shows something that is shown only once. */
  keepOpen?: boolean
  children: ReactNode
}

/** One of the first steps. The current one is open; the others can be opened, in any order. */
export function Step({ title, done, current, keepOpen = false, children }: Props) {
  const [wish, setWish] = useState<boolean | null>(null)
  const [wasCurrent, setWasCurrent] = useState(false)
  if (current && !wasCurrent) setWasCurrent(true)
  const open = wish ?? (current || (keepOpen && wasCurrent))
  const sign = done ? 'step-sign step-done' : current ? 'step-sign step-current' : 'step-sign'
  return (
    <li className="step">
      <details open={open}>
        <summary
          onClick={(event) => {
            event.preventDefault()
            setWish(!open)
          }}
        >
          <span className={sign} aria-hidden="true">
            {done && <Icon name="check" size={14} />}
          </span>
          <span className="step-title">{title}</span>
          <span className="visually-hidden">{done ? ', done' : ', to do'}</span>
        </summary>
        <div className="step-body">{children}</div>
      </details>
    </li>
  )
}
