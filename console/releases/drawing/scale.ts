/** Where the pieces of a drawing lie. Shares are 0 to 1; places are percentages of the drawing's width, as text. */

const rounded = (value: number) => Math.round(value * 1000) / 1000

export const within = (share: number): number => Math.min(1, Math.max(0, share))

export const percentAt = (share: number): string => `${rounded(within(share) * 100)}%`

export type Piece = { x: string; width: string }

/** Pieces side by side, each as wide as its count; what is not nothing can be seen: it has `least` of the width. */
export function piecesOf(counts: readonly number[], least = 0.012): Piece[] {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return counts.map(() => ({ x: '0%', width: '0%' }))
  const wished = counts.map((count) => (count === 0 ? 0 : Math.max(least, count / total)))
  const sum = wished.reduce((before, wish) => before + wish, 0)
  let x = 0
  return wished.map((wish) => {
    const piece = { x: percentAt(x), width: percentAt(wish / sum) }
    x += wish / sum
    return piece
  })
}

/** Signed amounts as bars from a middle line, the longest half as wide as the drawing. */
export function signedPieces(values: readonly number[]): Piece[] {
  const most = Math.max(...values.map(Math.abs), Number.MIN_VALUE)
  return values.map((value) => {
    const width = Math.abs(value) / most / 2
    return { x: percentAt(value < 0 ? 0.5 - width : 0.5), width: percentAt(width) }
  })
}

/** Spans of time within the whole they make, from the earliest start to the latest end. */
export function spanPieces(spans: readonly { startMilliseconds: number; durationMilliseconds: number }[]): {
  pieces: Piece[]
  wholeMilliseconds: number
} {
  const first = Math.min(...spans.map(({ startMilliseconds }) => startMilliseconds))
  const last = Math.max(
    ...spans.map(({ startMilliseconds, durationMilliseconds }) => startMilliseconds + durationMilliseconds),
  )
  const whole = spans.length === 0 ? 0 : last - first
  const shareOf = (milliseconds: number) => (whole === 0 ? 0 : milliseconds / whole)
  return {
    wholeMilliseconds: whole,
    pieces: spans.map(({ startMilliseconds, durationMilliseconds }) => ({
      x: percentAt(shareOf(startMilliseconds - first)),
      width: percentAt(Math.max(0.004, shareOf(durationMilliseconds))),
    })),
  }
}

/** Counts of values in `bins` equally wide steps from 0 to 1; 1 itself is in the last. */
export function histogramOf(values: readonly number[], bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0)
  for (const value of values) counts[Math.min(bins - 1, Math.floor(within(value) * bins))]! += 1
  return counts
}
