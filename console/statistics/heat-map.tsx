import { useCallback, useMemo, useRef, useState } from 'react'
import type { DayTotals, Figure } from '../data-api.ts'
import { AsTable } from '../kit/as-table.tsx'
import { Panel } from '../kit/page.tsx'
import { useWidth } from '../kit/width.ts'
import { dayOf, dayText, dayYearText, firstWeekday, later } from './calendar.ts'
import { levelsOf, sheetsOf } from './days-layout.ts'
import { DaySheet } from './day-sheet.tsx'
import { activitiesText, countText, distanceText, timeText } from './measures.ts'
import { Readout } from './readout.tsx'

/** So that a day is wide enough to be met: fewer months side by side where it is narrow. */
const sheetsFor = (width: number) => (width < 420 ? 3 : width < 620 ? 2 : 1)

/** Each day of twelve months, stronger the longer one moved. */
export function HeatMap({ figure }: { figure: Figure<'days'> }) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [chosen, setChosen] = useState<string | null>(null)
  const { data, fetched_at } = figure
  const through = useMemo(
    () => Object.keys(data).reduce(later, dayOf(new Date(fetched_at))),
    [data, fetched_at],
  )
  const first = firstWeekday(navigator.language)
  const count = sheetsFor(width)
  const sheets = useMemo(() => sheetsOf(through, count, first), [through, count, first])
  const levelOf = useMemo(() => {
    const level = levelsOf(Object.values(data).map((day) => day.moving_time))
    return (day: string) => level(data[day]?.moving_time ?? 0)
  }, [data])
  const tell = useCallback((day: string) => toldOf(day, data[day]), [data])
  const active = Object.keys(data).length
  return (
    <Panel
      title="Day by day"
      aside={
        <Readout>
          {chosen === null ? `${activeText(active)} in twelve months` : toldOf(chosen, data[chosen])}
        </Readout>
      }
    >
      <div ref={frame} className="heat-map">
        {width > 0 &&
          sheets.map((sheet) => (
            <DaySheet
              key={sheet.days[0]!.day}
              sheet={sheet}
              width={width}
              firstWeekday={first}
              levelOf={levelOf}
              tell={tell}
              onDay={setChosen}
            />
          ))}
      </div>
      <HeatLegend />
      <AsTable
        label="Days with an activity, newest first"
        head={['Day', 'Activities', 'Distance', 'Moving time']}
        rows={Object.entries(data)
          .toSorted(([a], [b]) => (a < b ? 1 : -1))
          .map(([day, totals]) => [
            dayYearText(day),
            countText(totals.count),
            distanceText(totals.distance),
            timeText(totals.moving_time),
          ])}
      />
    </Panel>
  )
}

const activeText = (days: number) => (days === 1 ? '1 active day' : `${countText(days)} active days`)

const toldOf = (day: string, totals: DayTotals | undefined) =>
  totals
    ? `${dayText(day)}: ${activitiesText(totals.count)}, ${distanceText(totals.distance)} in ${timeText(totals.moving_time)}`
    : `${dayText(day)}: nothing`

function HeatLegend() {
  return (
    <p className="heat-legend" aria-hidden="true">
      less
      <svg width="84" height="12">
        {[0, 1, 2, 3, 4].map((level) => (
          <rect key={level} className={`heat heat-${level}`} x={level * 17} width="13" height="12" rx="3" />
        ))}
      </svg>
      more time
    </p>
  )
}
