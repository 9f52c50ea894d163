import { useQueries } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import uPlot from 'uplot'
import type { Totals } from '../data-api.ts'
import { yearQuery } from '../data-queries.ts'
import { AsTable } from '../kit/as-table.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Panel, Skeleton } from '../kit/page.tsx'
import { dayOf, monthNameText, monthTick, shortDayText } from './calendar.ts'
import { measureWords, type Measure } from './measures.ts'
import { amountAxis, axisOf, fromZero, Plot, type Drawing } from './plot.tsx'
import { layoutDays, monthEnds, monthStarts, runningTotals } from './year.ts'

type Line = { year: number; totals: (Totals | null)[] }
const narrow = 520
const dashes: readonly (number[] | undefined)[] = [undefined, undefined, [2, 4]]

/** This year against the two before it: what has come together since New Year, day by day. */
export function Years({
  id,
  years,
  syncedAt,
  fetchedAt,
  measure,
}: {
  id: string
  /** Newest first, three at most. */
  years: readonly number[]
  syncedAt: string
  fetchedAt: string
  measure: Measure
}) {
  const answers = useQueries({ queries: years.map((year) => yearQuery(id, year, syncedAt)) })
  const failed = answers.find(({ isError }) => isError)
  const known = answers.map(({ data }) => data)
  const through = dayOf(new Date(fetchedAt))
  const lines = useMemo(
    () => known.flatMap((year) => (year ? [{ year: year.year, totals: runningTotals(year, through) }] : [])),
    // The list is a new one at every render; its members are not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [through, ...known],
  )
  const isWhole = lines.length === years.length
  return (
    <Panel title="Year against year" aside={isWhole && <YearLegend years={years} />}>
      {failed && (
        <ProblemNotice
          error={failed.error}
          onRetry={() => void failed.refetch()}
          retrying={failed.isFetching}
        />
      )}
      {!failed && !isWhole && <Skeleton lines={4} tall />}
      {isWhole && <YearLines lines={lines} measure={measure} />}
    </Panel>
  )
}

function YearLegend({ years }: { years: readonly number[] }) {
  return (
    <ul className="legend" aria-hidden="true">
      {years.map((year, index) => (
        <li key={year}>
          <svg width="22" height="8">
            <line x1="1" x2="21" y1="4" y2="4" className={`year-sign year-sign-${index}`} />
          </svg>
          {year}
        </li>
      ))}
    </ul>
  )
}

function YearLines({ lines, measure }: { lines: readonly Line[]; measure: Measure }) {
  const [place, setPlace] = useState<number | null>(null)
  const { amount, text, unit } = measureWords[measure]
  const data = useMemo<uPlot.AlignedData>(
    () => [
      layoutDays.map((_, index) => index),
      ...lines.map(({ totals }) => totals.map((each) => (each === null ? null : amount(each)))),
    ],
    [lines, amount],
  )
  const make = useCallback((drawing: Drawing) => linesOf(drawing, lines.length, unit), [lines.length, unit])
  const newest = lines[0]?.totals.findLastIndex((each) => each !== null) ?? 0
  const at = place ?? newest
  const told = lines.flatMap(({ year, totals }) => (totals[at] ? [{ year, words: text(totals[at]) }] : []))
  const day = shortDayText(`2024-${layoutDays[at]!}`)
  return (
    <>
      <p className="readout readout-line">
        {day}
        {told.map(({ year, words }) => (
          <span key={year}>
            {year} <strong>{words}</strong>
          </span>
        ))}
      </p>
      <Plot
        summary={`Lines that add up each year from New Year. By ${day}: ${told.map(({ year, words }) => `${year} ${words}`).join(', ')}.`}
        data={data}
        make={make}
        onPlace={setPlace}
      />
      <AsTable
        label="Year against year, by the end of each month"
        head={['By the end of', ...lines.map(({ year }) => String(year))]}
        rows={monthEnds.map((end, month) => [
          monthNameText(`2024-${String(month + 1).padStart(2, '0')}`),
          ...lines.map(({ totals }) => endText(totals, end, monthStarts[month]!, text)),
        ])}
      />
    </>
  )
}

/** The month under way has what there is so far; one to come has nothing. */
function endText(
  totals: Line['totals'],
  end: number,
  start: number,
  text: (totals: Totals) => string,
): string {
  const whole = totals[end]
  if (whole) return text(whole)
  const soFar = totals.slice(start, end).findLast((each) => each !== null)
  return soFar ? `${text(soFar)} so far` : ''
}

function linesOf(drawing: Drawing, count: number, unit: string): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisOf(drawing)
  const { inks } = drawing
  const strokes = [inks.accent, inks.past, inks.past]
  return {
    scales: { x: { time: false, range: [0, layoutDays.length - 1] }, y: { range: fromZero } },
    series: [
      {},
      ...Array.from({ length: count }, (_, index) => ({
        stroke: strokes[index]!,
        width: index === 0 ? 2.5 : 1.5,
        ...(dashes[index] ? { dash: dashes[index] } : {}),
        points: { show: false },
      })),
    ],
    axes: [
      {
        ...axis,
        splits: () => [...monthStarts],
        values: () =>
          monthStarts.map((_, month) =>
            monthTick(`2024-${String(month + 1).padStart(2, '0')}`, drawing.width < narrow),
          ),
      },
      amountAxis(drawing, unit),
    ],
  }
}
