const form = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/

/** A timestamptz as PostgreSQL writes it in ISO style (`2026-01-01 06:00:00.5+00`), to the millisecond; null for anything else. */
export function postgresMoment(text: string): Date | null {
  const [, day, time, fraction = '', hours, minutes = '00'] = form.exec(text) ?? []
  if (!day || !time) return null
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0')
  const moment = new Date(`${day}T${time}.${milliseconds}${hours ? `${hours}:${minutes}` : 'Z'}`)
  return Number.isNaN(moment.getTime()) ? null : moment
}
