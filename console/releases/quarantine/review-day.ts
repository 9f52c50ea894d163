/** So many days after a moment, as fields for days want it. */
export function dayAhead(now: Date, days: number): string {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/** The last second of a day where the reader is, as the server wants it. */
export function momentOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date, 23, 59, 59).toISOString()
}
