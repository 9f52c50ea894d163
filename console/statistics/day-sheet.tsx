import { memo, useRef, useState, type KeyboardEvent } from 'react'
import { monthTick, weekdayText, weekdayTick } from './calendar.ts'
import { dayAfterKey, type Sheet } from './days-layout.ts'

type Props = {
  sheet: Sheet
  width: number
  firstWeekday: number
  levelOf: (day: string) => number
  tell: (day: string) => string
  onDay: (day: string | null) => void
}

const leftMargin = 34
const topMargin = 18
const gap = 3
const mostCell = 22
const weekdays = [0, 1, 2, 3, 4, 5, 6]
const namedWeekdays = new Set([0, 2, 4, 6])

/** Weeks side by side as a grid: Tab enters it once, the arrow keys go from day to day. */
export const DaySheet = memo(function DaySheet({ sheet, width, firstWeekday, levelOf, tell, onDay }: Props) {
  const grid = useRef<SVGSVGElement>(null)
  const [current, setCurrent] = useState(sheet.days.at(-1)!.day)
  const cell = Math.min(mostCell, (width - leftMargin) / sheet.weeks - gap)
  const x = (week: number) => leftMargin + week * (cell + gap)
  const y = (weekday: number) => topMargin + weekday * (cell + gap)
  const go = (event: KeyboardEvent) => {
    const day = dayAfterKey(sheet, current, event.key)
    if (day === undefined) return
    event.preventDefault()
    setCurrent(day)
    grid.current?.querySelector<SVGElement>(`[data-day="${day}"]`)?.focus()
  }
  return (
    <svg
      ref={grid}
      className="day-sheet"
      width={width}
      height={y(7)}
      role="grid"
      aria-label={`Days from ${tell(sheet.days[0]!.day)} on`}
      onKeyDown={go}
      onPointerLeave={() => onDay(null)}
    >
      {sheet.months.map(({ week, month }) => (
        <text key={month} x={x(week)} y={11} aria-hidden="true">
          {monthTick(month, false)}
        </text>
      ))}
      {weekdays.map((weekday) => (
        <g key={weekday} role="row" aria-label={weekdayText((weekday + firstWeekday) % 7)}>
          {namedWeekdays.has(weekday) && (
            <text x={0} y={y(weekday) + cell / 2 + 4} aria-hidden="true">
              {weekdayTick((weekday + firstWeekday) % 7)}
            </text>
          )}
          {sheet.days
            .filter((each) => each.weekday === weekday)
            .map(({ day, week }) => (
              <rect
                key={day}
                role="gridcell"
                data-day={day}
                aria-label={tell(day)}
                tabIndex={day === current ? 0 : -1}
                className={`heat heat-${levelOf(day)}`}
                x={x(week)}
                y={y(weekday)}
                width={cell}
                height={cell}
                rx={Math.min(3, cell / 4)}
                onPointerEnter={() => onDay(day)}
                onFocus={() => onDay(day)}
                onBlur={() => onDay(null)}
                onPointerDown={() => setCurrent(day)}
              />
            ))}
        </g>
      ))}
    </svg>
  )
})
