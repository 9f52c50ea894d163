export type Label = { x: number; text: string }
export type PlacedLabel = Label & { row: number; textX: number; anchor: 'start' | 'middle' | 'end' }

/** Wide enough for the system fonts at 12 px: a little room is better than letters on letters. */
const letterWidth = 6.4
const gap = 10

/** Puts labels under their places, inside the width, and into lower rows where they would touch. */
export function placeLabels(labels: readonly Label[], width: number): PlacedLabel[] {
  const ends: number[] = []
  return labels.map((label) => {
    const half = (label.text.length * letterWidth) / 2
    const anchor = label.x - half < 0 ? 'start' : label.x + half > width ? 'end' : 'middle'
    const textX =
      anchor === 'start' ? Math.max(0, label.x) : anchor === 'end' ? Math.min(width, label.x) : label.x
    const left = anchor === 'start' ? textX : anchor === 'end' ? textX - 2 * half : textX - half
    const row = rowFor(ends, left)
    ends[row] = left + 2 * half + gap
    return { ...label, row, textX, anchor }
  })
}

function rowFor(ends: readonly number[], left: number): number {
  const free = ends.findIndex((end) => end <= left)
  return free === -1 ? ends.length : free
}
