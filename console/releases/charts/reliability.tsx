import '../drawing/drawing.css'

export type Bin = {
  /** What was said, on average: 0 to 1. */
  predicted: number
  /** How often it came true. */
  observed: number
  low: number
  high: number
  count: number
}

const side = 260
const margin = { left: 40, bottom: 34, top: 8, right: 16 }
const ticks = [0, 0.25, 0.5, 0.75, 1]
const inner = { width: side - margin.left - margin.right, height: side - margin.bottom - margin.top }

export const placeOf = (predicted: number, observed: number) => ({
  x: margin.left + predicted * inner.width,
  y: margin.top + (1 - observed) * inner.height,
})

/** Area grows with the count, so that a bin of four times as many is twice as wide. */
const radiusOf = (count: number, most: number): number => 2.5 + 6 * Math.sqrt(count / Math.max(1, most))

/** What was said against what came true: on the line, the figures mean what they say. */
export function Reliability({ bins }: { bins: readonly Bin[] }) {
  const most = Math.max(...bins.map(({ count }) => count))
  const [from, to] = [placeOf(0, 0), placeOf(1, 1)]
  return (
    <svg className="reliability" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={wordsOf(bins)}>
      {ticks.map((tick) => {
        const { x, y } = placeOf(tick, tick)
        return (
          <g key={tick}>
            <line className="reliability-grid" x1={from.x} x2={to.x} y1={y} y2={y} />
            <line className="reliability-grid" x1={x} x2={x} y1={to.y} y2={from.y} />
            <text x={from.x - 6} y={y + 4} textAnchor="end">
              {tick * 100}
            </text>
            <text x={x} y={from.y + 14} textAnchor="middle">
              {tick * 100}
            </text>
          </g>
        )
      })}
      <line className="reliability-line" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
      {bins.map(({ predicted, observed, low, high, count }) => {
        const { x, y } = placeOf(predicted, observed)
        return (
          <g key={predicted} className="reliability-bin">
            <line x1={x} x2={x} y1={placeOf(0, low).y} y2={placeOf(0, high).y} />
            <circle cx={x} cy={y} r={radiusOf(count, most)} />
          </g>
        )
      })}
      <text x={(from.x + to.x) / 2} y={side - 4} textAnchor="middle">
        said, %
      </text>
      <text
        x={10}
        y={(from.y + to.y) / 2}
        textAnchor="middle"
        transform={`rotate(-90 10 ${(from.y + to.y) / 2})`}
      >
        came true, %
      </text>
    </svg>
  )
}

const percent = (share: number) => `${Math.round(share * 100)} %`

const wordsOf = (bins: readonly Bin[]) =>
  `Said against came true: ${bins
    .map(
      ({ predicted, observed, count }) =>
        `${percent(predicted)} said, ${percent(observed)} of ${count} came true`,
    )
    .join('; ')}.`
