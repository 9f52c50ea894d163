import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../kit/answered.tsx'
import { Badge } from '../../kit/badge.tsx'
import { Empty, Panel } from '../../kit/page.tsx'
import { RangeBar } from '../drawing/range-bar.tsx'
import { countText, spanText } from '../figures.ts'
import { figuresQuery } from '../journeys/queries.ts'

/** How long each step takes. */
export function Steps({ name }: { name: string }) {
  const figures = useQuery(figuresQuery(name))
  return (
    <Panel title="Steps" aside={<span className="sub">of the last 7 days, where they passed</span>}>
      <Answered query={figures} lines={4}>
        {({ steps }) => {
          const most = Math.max(...steps.map(({ p95, slowAbove }) => Math.max(p95, slowAbove))) * 1.03
          return steps.length === 0 ? (
            <Empty title="No step has passed in seven days." />
          ) : (
            <>
              <ul className="step-lines">
                {steps.map(({ name: step, runs, p50, p95, slowAbove, isDegraded }) => (
                  <li key={step}>
                    <span className="step-words">
                      {step} {isDegraded && <Badge tone="warn">Slow</Badge>}
                      <span className="sub">{countText(runs, 'run')}</span>
                    </span>
                    <RangeBar p50={p50} p95={p95} limit={slowAbove} most={most} isStrained={isDegraded} />
                    <span className="step-times number">
                      <strong>{spanText(p50)}</strong>
                      <span className="sub">
                        {spanText(p95)} at most in 95 of 100; slow above {spanText(slowAbove)}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
              <ul className="legend panel-foot" aria-hidden="true">
                <li>
                  <svg width="16" height="8">
                    <rect className="range-half" width="16" height="8" rx="2" />
                  </svg>
                  half of all runs
                </li>
                <li>
                  <svg width="16" height="8">
                    <rect className="range-most" width="16" height="8" rx="2" />
                  </svg>
                  95 of 100
                </li>
                <li>
                  <svg width="2" height="14">
                    <rect className="range-limit" width="2" height="14" rx="1" />
                  </svg>
                  slow above
                </li>
              </ul>
            </>
          )
        }}
      </Answered>
    </Panel>
  )
}
