import './drawing.css'
import { percentAt, within } from './scale.ts'

/** Where a share lies with some certainty, on a scale up to `most`. The words beside it say the same. */
export function IntervalBar({
  low,
  high,
  most,
  tone,
}: {
  low: number
  high: number
  most: number
  tone: 'good' | 'warn' | 'bad' | 'neutral'
}) {
  const [from, to] = [within(low / most), within(high / most)]
  return (
    <svg className={`chance chance-${tone}`} width="100%" height="10" aria-hidden="true">
      <rect className="chance-ground" y="4" width="100%" height="2" rx="1" />
      <rect
        className="chance-taken"
        x={percentAt(from)}
        y="2"
        width={percentAt(Math.max(0.01, to - from))}
        height="6"
        rx="3"
      />
    </svg>
  )
}
