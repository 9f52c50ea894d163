import type { Activity, Totals } from '../data-api.ts'
import { addTotals, noTotals } from './measures.ts'
import { daysAfter } from './calendar.ts'

/** A year's days that have any activity. */
export type Year = { year: number; days: Record<string, Totals> }

/** Every year is laid out on a leap year, so that the same day stands above itself. */
export const daysInLayout = 366
const layoutStart = '2024-01-01'

const mostPages = 10

type Measured = 'local_date' | 'distance' | 'moving_time' | 'total_elevation_gain'
type Page = { data: Pick<Activity, Measured>[]; total: number }

/** Sums a year's activities by day, page after page. Beyond 5,000 activities a year the oldest are left out. */
export async function yearOf(year: number, page: (offset: number) => Promise<Page>): Promise<Year> {
  const days: Record<string, Totals> = {}
  let offset = 0
  for (let turned = 0; turned < mostPages; turned++) {
    const { data, total } = await page(offset)
    for (const activity of data) {
      const totals = {
        count: 1,
        distance: activity.distance,
        moving_time: activity.moving_time,
        elevation_gain: activity.total_elevation_gain,
      }
      days[activity.local_date] = addTotals(days[activity.local_date] ?? noTotals, totals)
    }
    offset += data.length
    if (data.length === 0 || offset >= total) break
  }
  return { year, days }
}

/** The days of the layout as `MM-DD`. */
export const layoutDays: readonly string[] = Array.from({ length: daysInLayout }, (_, index) =>
  daysAfter(layoutStart, index).slice(5),
)

/** The sum from New Year up to each day of the layout; null after `through`, which has not come yet. */
export function runningTotals({ year, days }: Year, through: string): (Totals | null)[] {
  let sum = noTotals
  return layoutDays.map((monthAndDay) => {
    const day = `${year}-${monthAndDay}`
    if (day > through) return null
    const totals = days[day]
    if (totals) sum = addTotals(sum, totals)
    return sum
  })
}

/** The place of each month's first day in the layout. */
export const monthStarts: readonly number[] = layoutDays.flatMap((day, index) =>
  day.endsWith('-01') ? [index] : [],
)

/** The place of each month's last day in the layout. */
export const monthEnds: readonly number[] = [
  ...monthStarts.slice(1).map((start) => start - 1),
  daysInLayout - 1,
]
