import './drawing.css'
import type { ReactNode } from 'react'
import { signedPieces } from './scale.ts'

export type Contribution = { key: string; title: ReactNode; detail?: ReactNode; value: number; text: string }

/** What raised and what lowered a judgement, the strongest as the caller orders them. */
export function Contributions({ label, rows }: { label: string; rows: readonly Contribution[] }) {
  const pieces = signedPieces(rows.map(({ value }) => value))
  return (
    <ul className="contributions" aria-label={label}>
      {rows.map(({ key, title, detail, value, text }, place) => (
        <li key={key}>
          <span className="contribution-words">
            {title}
            {detail && <span className="sub">{detail}</span>}
          </span>
          <svg width="100%" height="16" aria-hidden="true">
            <rect className={value < 0 ? 'lowers' : 'raises'} y="3" height="10" rx="2" {...pieces[place]} />
            <line className="contribution-middle" x1="50%" x2="50%" y1="0" y2="16" />
          </svg>
          <span className="contribution-text number">{text}</span>
        </li>
      ))}
    </ul>
  )
}
