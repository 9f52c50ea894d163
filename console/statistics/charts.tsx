import { useQuery } from '@tanstack/react-query'
import { figureQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { Empty, Panel } from '../kit/page.tsx'
import { HeatMap } from './heat-map.tsx'
import type { Measure } from './measures.ts'
import { Months } from './months.tsx'
import { Recent } from './recent.tsx'
import { ByType } from './by-type.tsx'
import { YearToDate } from './year-to-date.tsx'
import { Years } from './years.tsx'

const comparedYears = 3

/** All drawings of one connection's figures. */
export function Charts({
  id,
  syncedAt,
  fetchedAt,
  measure,
}: {
  id: string
  syncedAt: string
  fetchedAt: string
  measure: Measure
}) {
  const monthly = useQuery(figureQuery(id, 'monthly', syncedAt))
  const yearly = useQuery(figureQuery(id, 'yearly', syncedAt))
  const days = useQuery(figureQuery(id, 'days', syncedAt))
  const totals = useQuery(figureQuery(id, 'totals', syncedAt))
  if (totals.data && Object.keys(totals.data.data).length === 0)
    return (
      <Empty title="This account has no activity.">
        <p>As soon as it has one, the next sync brings it here.</p>
      </Empty>
    )
  const years = newestYears(yearly.data?.data ?? {})
  return (
    <>
      <YearToDate id={id} syncedAt={syncedAt} />
      <Answered query={monthly} lines={4} tall>
        {(figure) => <Months figure={figure} measure={measure} />}
      </Answered>
      <Answered query={yearly} lines={4} tall>
        {() => <Years id={id} years={years} syncedAt={syncedAt} fetchedAt={fetchedAt} measure={measure} />}
      </Answered>
      <Answered query={days} lines={3} tall>
        {(figure) => <HeatMap figure={figure} />}
      </Answered>
      <div className="columns">
        <Panel title="Newest activities">
          <Recent id={id} syncedAt={syncedAt} />
        </Panel>
        <Answered query={totals} lines={4}>
          {(all) => <ByType all={all.data} years={yearly.data?.data ?? {}} />}
        </Answered>
      </div>
    </>
  )
}

const newestYears = (years: Record<string, unknown>): number[] =>
  Object.keys(years)
    .map(Number)
    .toSorted((a, b) => b - a)
    .slice(0, comparedYears)
