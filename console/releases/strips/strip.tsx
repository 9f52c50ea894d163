import './strips.css'
import { memo } from 'react'
import { pathsOf, widthOf } from './layout.ts'
import { historyInWords, outcomes, outcomeWords, type Outcome } from './outcomes.ts'

const measure = { cell: 4, gap: 1, height: 20 }

/** A test's history at a glance, newest at the right; where there is no room the oldest are cut off. */
export const Strip = memo(function Strip({ history }: { history: readonly Outcome[] }) {
  const paths = pathsOf(history, measure)
  const width = widthOf(history.length, measure)
  return (
    <span className="strip" role="img" aria-label={historyInWords(history)}>
      <svg width={width} height={measure.height} aria-hidden="true">
        {outcomes.map(
          (outcome) =>
            paths[outcome] && <path key={outcome} className={`run run-${outcome}`} d={paths[outcome]} />,
        )}
      </svg>
    </span>
  )
})

const sign = { cell: 5, gap: 0, height: 14 }

/** What each shape means. */
export function StripLegend() {
  return (
    <ul className="legend">
      {outcomes.map((outcome) => (
        <li key={outcome}>
          <svg width={sign.cell} height={sign.height} aria-hidden="true">
            <path className={`run run-${outcome}`} d={pathsOf([outcome], sign)[outcome]} />
          </svg>
          {outcomeWords[outcome]}
        </li>
      ))}
    </ul>
  )
}
