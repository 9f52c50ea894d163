import { useQueries, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { AsTable } from '../../kit/as-table.tsx'
import { Panel, Skeleton } from '../../kit/page.tsx'
import { localExactText } from '../../kit/time.ts'
import { spanText } from '../figures.ts'
import type { Journey, Run, Step } from '../journeys/api.ts'
import { pastPages, pastQuery, runQuery } from '../journeys/queries.ts'
import { runningQuantile } from './quantiles.ts'

const LineChart = lazy(() =>
  import('../charts/line-chart.tsx').then(({ LineChart }) => ({ default: LineChart })),
)

const whole = ''
/** Each asks for a run of its own. */
const mostRuns = 40
const span = 20

type Point = { at: string; milliseconds: number }

/** How long the journey, or one step of it, took from run to run. */
export function OverTime({ journey }: { journey: Journey }) {
  const past = useQuery(pastQuery(journey.name, pastPages.one)).data
  const [step, setStep] = useState(whole)
  if (!past) return null
  const passed = past.runs.filter(({ outcome }) => outcome === 'passed' || outcome === 'passed_retry')
  if (passed.length < 3) return null
  return (
    <Panel
      title="Over time"
      aside={
        <label>
          <span className="visually-hidden">Step</span>
          <select
            className="input select small-select"
            value={step}
            onChange={(event) => setStep(event.target.value)}
          >
            <option value={whole}>The whole journey</option>
            {journey.stages.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      }
    >
      <Suspense fallback={<Skeleton lines={3} tall />}>
        {step === whole ? (
          <OfRuns runs={passed} />
        ) : (
          <OfStep key={step} runs={passed.slice(0, mostRuns)} step={step} />
        )}
      </Suspense>
    </Panel>
  )
}

function OfRuns({ runs }: { runs: readonly Run[] }) {
  const points = useMemo(
    () =>
      runs
        .flatMap(({ startedAt, milliseconds }) =>
          startedAt !== null && milliseconds !== null ? [{ at: startedAt, milliseconds }] : [],
        )
        .toReversed(),
    [runs],
  )
  return <Times what="the whole journey" points={points} />
}

function OfStep({ runs, step }: { runs: readonly Run[]; step: string }) {
  const answers = useQueries({ queries: runs.map(({ id }) => runQuery(id)) })
  const isWhole = answers.every(({ isPending }) => !isPending)
  const key = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join()
  const points = useMemo(
    () => answers.flatMap(({ data }) => pointOf(data?.steps ?? [], step)).toReversed(),
    // The list is a new one at every render; its members are not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [key, step],
  )
  return isWhole ? <Times what={step} points={points} /> : <Skeleton lines={3} tall />
}

const pointOf = (steps: readonly Step[], name: string): Point[] =>
  steps
    .filter((each) => each.name === name && each.status === 'passed' && each.phase === 'main')
    .slice(-1)
    .map(({ startedAt, milliseconds }) => ({ at: startedAt, milliseconds }))

function Times({ what, points }: { what: string; points: readonly Point[] }) {
  const moments = useMemo(() => points.map(({ at }) => at), [points])
  const lines = useMemo(() => {
    const values = points.map(({ milliseconds }) => milliseconds)
    return [
      { name: 'each run', values, ink: 'accent' as const },
      { name: 'half of the last 20', values: runningQuantile(values, 0.5, span), ink: 'past' as const },
      { name: '95 of 100', values: runningQuantile(values, 0.95, span), ink: 'text' as const, dash: [3, 4] },
    ]
  }, [points])
  if (points.length === 0) return <p className="nothing">It has not passed in these runs.</p>
  return (
    <>
      <LineChart
        summary={`How long ${what} took in ${points.length} runs, the last one ${spanText(points.at(-1)!.milliseconds)}.`}
        moments={moments}
        lines={lines}
      />
      <AsTable
        label={`How long ${what} took`}
        head={['Run', 'Took', 'Half of the last 20', '95 of 100']}
        rows={points
          .map(({ at, milliseconds }, place) => [
            localExactText(Date.parse(at)),
            spanText(milliseconds),
            spanText(lines[1]!.values[place] ?? 0),
            spanText(lines[2]!.values[place] ?? 0),
          ])
          .toReversed()}
      />
    </>
  )
}
