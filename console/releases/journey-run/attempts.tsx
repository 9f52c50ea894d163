import { Panel, Skeleton } from '../../kit/page.tsx'
import { Waterfall, type Span } from '../charts/waterfall.tsx'
import { spanText } from '../figures.ts'
import type { Run, Step } from '../journeys/api.ts'

/** Each attempt as a waterfall: its steps where they were in time, and behind them what cleaned up. */
export function Attempts({ run, steps }: { run: Run; steps: readonly Step[] }) {
  const attempts = [...new Set(steps.map(({ attempt }) => attempt))].toSorted((a, b) => b - a)
  return (
    <Panel title="Steps">
      {run.state !== 'ended' && <Skeleton lines={3} />}
      {run.state === 'ended' && attempts.length === 0 && <p className="nothing">No step was begun.</p>}
      {attempts.map((attempt) => (
        <Attempt
          key={attempt}
          title={attempts.length > 1 ? `Attempt ${attempt}` : null}
          steps={steps.filter((each) => each.attempt === attempt)}
          notRun={attempt === attempts[0] ? run.notRun : []}
        />
      ))}
    </Panel>
  )
}

function Attempt({
  title,
  steps,
  notRun,
}: {
  title: string | null
  steps: readonly Step[]
  notRun: readonly string[]
}) {
  const end = Math.max(...steps.map(({ startedAt, milliseconds }) => Date.parse(startedAt) + milliseconds))
  return (
    <div className="attempt">
      {title && <h3>{title}</h3>}
      <Waterfall
        label={title ?? 'Steps'}
        spans={[
          ...steps.filter(({ phase }) => phase === 'main').map(spanOf),
          ...notRun.map((name) => notBegun(name, end)),
          ...steps.filter(({ phase }) => phase === 'cleanup').map(spanOf),
        ]}
      />
    </div>
  )
}

const notBegun = (name: string, end: number): Span => ({
  key: `not ${name}`,
  title: <span className="nothing">{name}</span>,
  state: 'skipped',
  startMilliseconds: end,
  durationMilliseconds: 0,
  text: 'not begun',
})

function spanOf(step: Step, place: number): Span {
  const { name, phase, status, startedAt, milliseconds, isDegraded, reason, error, statuses } = step
  const words = [
    phase === 'cleanup' && 'cleans up',
    statuses.length > 0 && `answered ${statuses.join(', ')}`,
    isDegraded && 'slow',
    reason,
  ].filter(Boolean)
  return {
    key: `${phase} ${place}`,
    title: (
      <>
        {name}
        {words.length > 0 && <span className="sub">{words.join(' · ')}</span>}
        {error && <span className="attempt-error">{error.message}</span>}
      </>
    ),
    state: status === 'passed' && isDegraded ? 'retried' : status,
    startMilliseconds: Date.parse(startedAt),
    durationMilliseconds: milliseconds,
    text: status === 'skipped' ? 'skipped' : spanText(milliseconds),
  }
}
