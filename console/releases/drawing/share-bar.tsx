import './drawing.css'
import { piecesOf } from './scale.ts'

export type Share = { name: string; count: number; className: string }

/** Counts as parts of one bar, and under it what each part is; parts that are nothing are left out. */
export function ShareBar({ label, shares }: { label: string; shares: readonly Share[] }) {
  const shown = shares.filter(({ count }) => count > 0)
  const pieces = piecesOf(shown.map(({ count }) => count))
  return (
    <div className="share-bar">
      <svg width="100%" height="14" aria-hidden="true">
        {shown.map(({ name, className }, place) => (
          <rect key={name} className={`share ${className}`} {...pieces[place]} height="14" />
        ))}
      </svg>
      <ul className="legend" aria-label={label}>
        {shown.map(({ name, count, className }) => (
          <li key={name}>
            <svg width="10" height="10" aria-hidden="true">
              <rect className={`share ${className}`} width="10" height="10" rx="2" />
            </svg>
            <strong className="number">{count.toLocaleString()}</strong> {name}
          </li>
        ))}
      </ul>
    </div>
  )
}
