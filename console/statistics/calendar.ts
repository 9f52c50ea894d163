/** Days and months as the API writes them, `YYYY-MM-DD` and `YYYY-MM`; names in the reader's language. */

const utc = (day: string) => new Date(`${day}T00:00:00Z`)
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' })

const dayLong = format({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' })
const dayShort = format({ day: 'numeric', month: 'short' })
const dayYear = format({ day: 'numeric', month: 'short', year: 'numeric' })
const monthLong = format({ month: 'long', year: 'numeric' })
const monthName = format({ month: 'long' })
const monthShort = format({ month: 'short' })
const monthNarrow = format({ month: 'narrow' })
const weekdayLong = format({ weekday: 'long' })
const weekdayShort = format({ weekday: 'short' })

export const dayText = (day: string) => dayLong.format(utc(day))
export const shortDayText = (day: string) => dayShort.format(utc(day))
export const dayYearText = (day: string) => dayYear.format(utc(day))
export const monthText = (month: string) => monthLong.format(utc(`${month}-01`))
export const monthNameText = (month: string) => monthName.format(utc(`${month}-01`))

/** A month beside an axis: three letters, or one where it is narrow. */
export const monthTick = (month: string, isNarrow: boolean) =>
  (isNarrow ? monthNarrow : monthShort).format(utc(`${month}-01`))

/** The day a moment falls on, where the reader is. */
export function dayOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

export function daysAfter(day: string, days: number): string {
  const moment = utc(day)
  moment.setUTCDate(moment.getUTCDate() + days)
  return moment.toISOString().slice(0, 10)
}

/** So many months up to and with that of the day, oldest first. */
export function monthsUpTo(day: string, count: number): string[] {
  const [year = 1970, month = 1] = day.split('-').map(Number)
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, month - count + index, 1)).toISOString().slice(0, 7),
  )
}

/** The later of two days or months. */
export const later = (a: string, b: string) => (a > b ? a : b)

/** What the reader's week begins with: 0 Sunday to 6 Saturday; Monday where the browser does not say. */
export function firstWeekday(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } }
  return (locale.getWeekInfo?.().firstDay ?? 1) % 7
}

/** How far into its week a day is, 0 to 6. */
export const placeInWeek = (day: string, first: number) => (utc(day).getUTCDay() - first + 7) % 7

// 1970-01-04 was a Sunday.
const aDayThatIs = (weekday: number) => daysAfter('1970-01-04', weekday)
export const weekdayText = (weekday: number) => weekdayLong.format(utc(aDayThatIs(weekday)))
export const weekdayTick = (weekday: number) => weekdayShort.format(utc(aDayThatIs(weekday)))
