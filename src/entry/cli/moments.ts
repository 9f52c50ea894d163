const steps = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const

/** How long from now, in the largest unit that fits: `in 6 h`, `3 min ago`; under 5 s it is `now`. */
export function relative(moment: string, now: Date): string {
  const seconds = Math.round((Date.parse(moment) - now.getTime()) / 1000)
  const length = Math.abs(seconds)
  if (length < 5) return 'now'
  const step = steps.find((each) => length >= each.seconds)!
  const text = `${Math.floor(length / step.seconds)} ${step.unit}`
  return seconds > 0 ? `in ${text}` : `${text} ago`
}

/** The moment in UTC, whole seconds: `2026-01-01T00:00:00Z`. */
export const utc = (moment: string): string => new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z')
