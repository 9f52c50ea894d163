import { outcomes, type Outcome } from './outcomes.ts'

/** A box of a cell's drawing; `y` from the top, in shares of the strip's height. */
export type Part = { y: number; height: number }

/**
 * What tells outcomes apart without their colours: a pass is low, a failure is as high as the strip, what did both
 * stands in two pieces, what was skipped is a dot at the foot, and what does not count is an outline.
 */
export const shapes: Record<Outcome, readonly Part[]> = {
  passed: [{ y: 0.55, height: 0.45 }],
  mixed: [
    { y: 0, height: 0.42 },
    { y: 0.55, height: 0.45 },
  ],
  failed: [{ y: 0, height: 1 }],
  skipped: [{ y: 0.86, height: 0.14 }],
  infra: [{ y: 0, height: 1 }],
}

export type Measure = { cell: number; gap: number; height: number }

const round = (value: number) => Math.round(value * 100) / 100

/** The width of a strip in pixels. */
export const widthOf = (count: number, { cell, gap }: Measure): number =>
  Math.max(0, count * (cell + gap) - gap)

/** One path for each outcome, so that a list of strips stays light: at most five elements for 200 runs. */
export function pathsOf(history: readonly Outcome[], measure: Measure): Partial<Record<Outcome, string>> {
  const paths: Partial<Record<Outcome, string>> = {}
  for (const outcome of outcomes) {
    const drawn = history.flatMap((each, place) =>
      each === outcome ? [cellPath(outcome, place, measure)] : [],
    )
    if (drawn.length > 0) paths[outcome] = drawn.join('')
  }
  return paths
}

function cellPath(outcome: Outcome, place: number, { cell, gap, height }: Measure): string {
  // An outline is drawn on its edge, half of it outside.
  const inset = outcome === 'infra' ? 0.5 : 0
  const x = place * (cell + gap) + inset
  return shapes[outcome]
    .map((part) => {
      const y = part.y * height + inset
      const down = part.height * height - 2 * inset
      return `M${round(x)} ${round(y)}h${round(cell - 2 * inset)}v${round(down)}h-${round(cell - 2 * inset)}z`
    })
    .join('')
}

/** How many cells stand in a row of that width, and how wide each is then: at least `least` pixels. */
export function rowsOf(
  count: number,
  width: number,
  { least, most, gap }: { least: number; most: number; gap: number },
) {
  const perRow = Math.max(1, Math.min(count, Math.floor((width + gap) / (least + gap))))
  const cell = Math.min(most, Math.floor(((width + gap) / perRow - gap) * 2) / 2)
  return { perRow, cell, rows: Math.ceil(count / perRow) }
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 }

/** Where a key leads among `count` cells; undefined when it is no key of the strip. */
export function placeAfterKey(key: string, from: number, count: number, perRow: number): number | undefined {
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const step = steps[key] ?? { ArrowUp: -perRow, ArrowDown: perRow }[key]
  if (step === undefined) return undefined
  const place = from + step
  return place < 0 || place >= count ? from : place
}
