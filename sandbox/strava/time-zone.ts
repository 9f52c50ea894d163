const formats = new Map<string, Intl.DateTimeFormat>()
const parts = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
} as const

/** Seconds by which the wall clock of the zone is ahead of UTC at that moment. */
export function utcOffsetSeconds(timezone: string, milliseconds: number): number {
  const format =
    formats.get(timezone) ?? new Intl.DateTimeFormat('en-US', { ...parts, hour12: false, timeZone: timezone })
  formats.set(timezone, format)
  const at: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(milliseconds)) at[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = at
  const wall = Date.UTC(year, month - 1, day, hour % 24, minute)
  return Math.round((wall - Math.floor(milliseconds / 60_000) * 60_000) / 1000)
}

/** The moment when the zone's wall clock shows this (given as if it were UTC). */
export function momentOf(timezone: string, wallMilliseconds: number): number {
  const near = wallMilliseconds - utcOffsetSeconds(timezone, wallMilliseconds) * 1000
  return wallMilliseconds - utcOffsetSeconds(timezone, near) * 1000
}

/** `(GMT-08:00) America/Los_Angeles`: the zone's winter offset, whatever the season. */
export function zoneLabel(timezone: string): string {
  const year = 2024
  const seasons = [Date.UTC(year, 0, 1), Date.UTC(year, 6, 1)].map((moment) =>
    utcOffsetSeconds(timezone, moment),
  )
  const minutes = Math.min(...seasons) / 60
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const sign = minutes < 0 ? '-' : '+'
  return `(GMT${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}) ${timezone}`
}
