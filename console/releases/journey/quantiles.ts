/** The value below which such a share of them lies, between two of them where it must. */
export function quantileOf(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place - Math.floor(place))
}

/** At each moment the same of the newest `span` values up to it, so that a drawing shows how it moves. */
export const runningQuantile = (values: readonly number[], share: number, span: number): (number | null)[] =>
  values.map((_, place) => quantileOf(values.slice(Math.max(0, place + 1 - span), place + 1), share))
