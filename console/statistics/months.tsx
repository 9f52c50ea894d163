import { useCallback, useMemo, useState } from 'react'
import uPlot from 'uplot'
import type { Figure } from '../data-api.ts'
import { AsTable } from '../kit/as-table.tsx'
import { Panel } from '../kit/page.tsx'
import { dayOf, later, monthText, monthTick, monthsUpTo } from './calendar.ts'
import {
  countText,
  distanceText,
  elevationText,
  measureWords,
  noTotals,
  timeText,
  type Measure,
} from './measures.ts'
import { amountAxis, axisOf, fromZero, Plot, type Drawing } from './plot.tsx'
import { Readout } from './readout.tsx'

const shownMonths = 12
const narrow = 520

/** Twelve calendar months as bars; the month under way is lighter, since it is not over. */
export function Months({ figure, measure }: { figure: Figure<'monthly'>; measure: Measure }) {
  const [place, setPlace] = useState<number | null>(null)
  const { amount, text, unit } = measureWords[measure]
  const months = useMemo(() => monthsOf(figure), [figure])
  const totals = useMemo(() => months.map((month) => figure.data[month] ?? noTotals), [figure, months])
  const data = useMemo<uPlot.AlignedData>(() => {
    const last = totals.length - 1
    const amounts = totals.map(amount)
    return [
      amounts.map((_, index) => index),
      amounts.map((each, index) => (index === last ? null : each)),
      amounts.map((each, index) => (index === last ? each : null)),
    ]
  }, [totals, amount])
  const make = useCallback((drawing: Drawing) => barsOf(drawing, months, unit), [months, unit])
  const at = place ?? months.length - 1
  return (
    <Panel
      title="Month by month"
      aside={
        <Readout>
          {monthText(months[at]!)} <strong>{text(totals[at]!)}</strong>
          {at === months.length - 1 && ' so far'}
        </Readout>
      }
    >
      <Plot summary={summaryOf(months, totals, text)} data={data} make={make} onPlace={setPlace} />
      <AsTable
        label="Month by month"
        head={['Month', 'Activities', 'Distance', 'Moving time', 'Climb']}
        rows={months.map((month, index) => rowOf(monthText(month), totals[index]!)).toReversed()}
      />
    </Panel>
  )
}

/** Up to the newest that the figure or the fetch knows; months without an activity have their place too. */
function monthsOf({ data, fetched_at }: Figure<'monthly'>): string[] {
  const newest = Object.keys(data).reduce(later, dayOf(new Date(fetched_at)).slice(0, 7))
  return monthsUpTo(newest, shownMonths)
}

export const rowOf = (title: string, totals: typeof noTotals) => [
  title,
  countText(totals.count),
  distanceText(totals.distance),
  timeText(totals.moving_time),
  elevationText(totals.elevation_gain),
]

function summaryOf(
  months: readonly string[],
  totals: readonly (typeof noTotals)[],
  text: (totals: typeof noTotals) => string,
): string {
  const last = months.length - 1
  return `Bars for ${months.length} months, from ${monthText(months[0]!)} with ${text(totals[0]!)} to ${monthText(months[last]!)} with ${text(totals[last]!)} so far.`
}

function barsOf(
  drawing: Drawing,
  months: readonly string[],
  unit: string,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisOf(drawing)
  const paths = uPlot.paths.bars!({ size: [0.66, 46], radius: 0.12 })
  return {
    scales: { x: { time: false, range: [-0.6, months.length - 0.4] }, y: { range: fromZero } },
    series: [
      {},
      { paths, fill: drawing.inks.accent, width: 0, points: { show: false } },
      { paths, fill: drawing.inks.soft, stroke: drawing.inks.accent, width: 1.5, points: { show: false } },
    ],
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: () => months.map((_, index) => index),
        values: () => months.map((month) => monthTick(month, drawing.width < narrow)),
      },
      amountAxis(drawing, unit),
    ],
  }
}
