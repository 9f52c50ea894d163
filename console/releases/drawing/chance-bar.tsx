import './drawing.css'
import { percentAt, within } from './scale.ts'

type Props = {
  /** 0 to 1. */
  chance: number
  /** Where it lies with some certainty. */
  interval?: readonly [number, number] | null
  tone: 'good' | 'warn' | 'bad' | 'neutral'
  /** Where a mark stands: what is usual. */
  mark?: number | null
  tall?: boolean
}

/** A probability as a bar, with its interval as a line through the bar's end. The words beside it say the same. */
export function ChanceBar({ chance, interval = null, tone, mark = null, tall = false }: Props) {
  const height = tall ? 22 : 14
  const middle = height / 2
  return (
    <svg className={`chance chance-${tone}`} width="100%" height={height} aria-hidden="true">
      <rect className="chance-ground" y={middle - 4} width="100%" height="8" rx="4" />
      <rect
        className="chance-taken"
        y={middle - 4}
        width={percentAt(chance === 0 ? 0 : Math.max(0.01, chance))}
        height="8"
        rx="4"
      />
      {interval && (
        <g className="chance-interval">
          <line x1={percentAt(interval[0])} x2={percentAt(interval[1])} y1={middle} y2={middle} />
          {interval.map((end, place) => (
            <line key={place} x1={percentAt(end)} x2={percentAt(end)} y1={middle - 5} y2={middle + 5} />
          ))}
        </g>
      )}
      {mark !== null && (
        <rect className="chance-mark" x={percentAt(within(mark))} width="2" height={height} rx="1" />
      )}
    </svg>
  )
}
