import type { Totals } from '../data-api.ts'

/** What can be summed. */
export type Measure = 'distance' | 'time' | 'elevation' | 'count'

export const measures = [
  { value: 'distance', label: 'Distance' },
  { value: 'time', label: 'Time' },
  { value: 'elevation', label: 'Climb' },
  { value: 'count', label: 'Count' },
] as const satisfies readonly { value: Measure; label: string }[]

/** The measure that an address names; distance unless it names another. */
export const readMeasure = (text: unknown): Measure =>
  measures.find(({ value }) => value === text)?.value ?? 'distance'

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const tenth = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

export const countText = (count: number): string => whole.format(count)
export const activitiesText = (count: number): string =>
  count === 1 ? '1 activity' : `${whole.format(count)} activities`

/** As "8.9 km", from a hundred on "1,208 km". @param metres as the API gives them */
export function distanceText(metres: number): string {
  const kilometres = metres / 1000
  return `${kilometres >= 100 || metres === 0 ? whole.format(kilometres) : tenth.format(kilometres)} km`
}

/** As "48 min" or "183 h 45 min". */
export function timeText(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return hours >= 1000 || minutes % 60 === 0
    ? `${whole.format(hours)} h`
    : `${whole.format(hours)} h ${minutes % 60} min`
}

export const elevationText = (metres: number): string => `${whole.format(metres)} m`

type Words = {
  /** What the axis counts, in its own unit: kilometres, hours, metres, pieces. */
  amount: (totals: Totals) => number
  text: (totals: Totals) => string
  /** An amount with its unit. */
  amountText: (amount: number) => string
  unit: string
}

export const measureWords: Record<Measure, Words> = {
  distance: {
    amount: ({ distance }) => distance / 1000,
    text: ({ distance }) => distanceText(distance),
    amountText: (kilometres) => distanceText(kilometres * 1000),
    unit: 'km',
  },
  time: {
    amount: ({ moving_time }) => moving_time / 3600,
    text: ({ moving_time }) => timeText(moving_time),
    amountText: (hours) => timeText(hours * 3600),
    unit: 'h',
  },
  elevation: {
    amount: ({ elevation_gain }) => elevation_gain,
    text: ({ elevation_gain }) => elevationText(elevation_gain),
    amountText: elevationText,
    unit: 'm',
  },
  count: {
    amount: ({ count }) => count,
    text: ({ count }) => activitiesText(count),
    amountText: activitiesText,
    unit: '',
  },
}

/** A number at an axis. */
export const axisText = (amount: number): string => short.format(amount)

export const noTotals: Totals = { count: 0, distance: 0, moving_time: 0, elevation_gain: 0 }

export const addTotals = (a: Totals, b: Totals): Totals => ({
  count: a.count + b.count,
  distance: a.distance + b.distance,
  moving_time: a.moving_time + b.moving_time,
  elevation_gain: a.elevation_gain + b.elevation_gain,
})
