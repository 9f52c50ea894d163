import { useRef, useState, type KeyboardEvent } from 'react'
import { useWidth } from '../../kit/width.ts'
import { pathsOf, placeAfterKey, rowsOf } from './layout.ts'
import type { Outcome } from './outcomes.ts'

type Props = {
  /** What the grid holds. */
  label: string
  /** Oldest first. */
  history: readonly Outcome[]
  /** What is to be said of one. */
  tell: (place: number) => string
  onPlace: (place: number | null) => void
}

const height = 40
const rowGap = 8
const bounds = { least: 7, most: 14, gap: 2 }

/** A history one can go through: Tab enters it once, at its newest, and the arrow keys go from run to run. */
export function StripGrid({ label, history, tell, onPlace }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [at, setAt] = useState(history.length - 1)
  const current = Math.min(at, history.length - 1)
  const { perRow, cell, rows } = rowsOf(history.length, width, bounds)
  const go = (event: KeyboardEvent) => {
    const next = placeAfterKey(event.key, current, history.length, perRow)
    if (next === undefined) return
    event.preventDefault()
    setAt(next)
    frame.current?.querySelector<SVGElement>(`[data-place="${next}"]`)?.focus()
  }
  return (
    <div ref={frame} className="strip-grid">
      {width > 0 && (
        <svg
          width={perRow * (cell + bounds.gap)}
          height={rows * (height + rowGap) - rowGap}
          role="grid"
          aria-label={label}
          onKeyDown={go}
          onPointerLeave={() => onPlace(null)}
        >
          {Array.from({ length: rows }, (_, row) => (
            <g key={row} role="row">
              {history.slice(row * perRow, (row + 1) * perRow).map((outcome, column) => {
                const place = row * perRow + column
                return (
                  <g
                    key={place}
                    role="gridcell"
                    data-place={place}
                    aria-label={tell(place)}
                    tabIndex={place === current ? 0 : -1}
                    className="strip-cell"
                    transform={`translate(${column * (cell + bounds.gap)} ${row * (height + rowGap)})`}
                    onPointerEnter={() => onPlace(place)}
                    onFocus={() => onPlace(place)}
                    onBlur={() => onPlace(null)}
                    onPointerDown={() => setAt(place)}
                  >
                    <rect className="strip-ground" width={cell + bounds.gap} height={height} />
                    <path
                      className={`run run-${outcome}`}
                      d={pathsOf([outcome], { cell, gap: 0, height })[outcome]}
                    />
                  </g>
                )
              })}
            </g>
          ))}
        </svg>
      )}
    </div>
  )
}
