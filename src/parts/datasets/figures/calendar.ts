const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(zone, format)
  return format
}

/** What the wall shows in that zone, as if it were UTC: milliseconds. */
function wallOf(zone: string, moment: Date): number {
  const at: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(moment)) at[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = at
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** `YYYY-MM-DD` where the zone is. @param zone an IANA name */
export const localDateOf = (zone: string, moment: Date): string =>
  new Date(wallOf(zone, moment)).toISOString().slice(0, 10)

/** The moment a day begins where the zone is; where midnight is skipped that night, the first moment after it. */
export function startOfDay(zone: string, date: string): Date {
  const wanted = Date.parse(`${date}T00:00:00Z`)
  // Two guesses settle it: the offset at the first may be that of the other side of a change.
  let guess = wanted
  for (let round = 0; round < 3; round++) guess += wanted - wallOf(zone, new Date(guess))
  return new Date(guess)
}

/** The first day of a month, so many months from the one of that date. */
export function firstOfMonth(date: string, months: number): string {
  const [year = 1970, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10)
}
