import './drawing.css'
import { percentAt } from './scale.ts'

type Props = {
  /** Where half of all lie below, and where 95 of 100 do. */
  p50: number
  p95: number
  /** A mark: above it something is out of the ordinary. */
  limit: number
  /** What the whole width stands for. */
  most: number
  isStrained?: boolean
}

/** How long something usually takes and how long it may: the words beside it say the same. */
export function RangeBar({ p50, p95, limit, most, isStrained = false }: Props) {
  const at = (value: number) => percentAt(value / Math.max(1, most))
  return (
    <svg
      className={isStrained ? 'range range-strained' : 'range'}
      width="100%"
      height="18"
      aria-hidden="true"
    >
      <rect className="range-ground" y="7" width="100%" height="4" rx="2" />
      <rect className="range-half" y="5" width={at(p50)} height="8" rx="2" />
      <rect className="range-most" x={at(p50)} y="5" width={at(p95 - p50)} height="8" rx="2" />
      <rect className="range-limit" x={at(limit)} width="2" height="18" rx="1" />
    </svg>
  )
}
