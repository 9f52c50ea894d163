/** How a span of time went. */
export const sliceStates = ['up', 'degraded', 'down', 'unknown', 'maintenance', 'before'] as const
export type SliceState = (typeof sliceStates)[number]

export const sliceWords: Record<SliceState, string> = {
  up: 'up',
  degraded: 'partly up',
  down: 'down',
  unknown: 'not known',
  maintenance: 'in maintenance',
  before: 'before it was kept',
}

/**
 * Shapes that need no colour: up is whole, partly up is lower, down is a stump, not known an outline, maintenance a line,
 * and what was before it all hardly anything.
 */
export const sliceShapes: Record<SliceState, { y: number; height: number }> = {
  up: { y: 0, height: 1 },
  degraded: { y: 0.35, height: 0.65 },
  down: { y: 0.7, height: 0.3 },
  unknown: { y: 0, height: 1 },
  maintenance: { y: 0.44, height: 0.12 },
  before: { y: 0.94, height: 0.06 },
}

type Paths = Partial<Record<SliceState, string>>

const unitsPerSlice = 8
const gapUnits = 1.5

/** Whose whole place is tinted, so that a short trouble in a long time is not overlooked. */
export const tinted: readonly SliceState[] = ['degraded', 'down']

/** In a drawing that is stretched to its width: slices side by side, one path for each state. */
export function slicePaths(
  slices: readonly SliceState[],
  height: number,
): { width: number; paths: Paths; tints: Paths } {
  const [paths, tints]: [Paths, Paths] = [{}, {}]
  const width = unitsPerSlice - gapUnits
  const box = (place: number, y: number, share: number) =>
    `M${place * unitsPerSlice} ${y * height}h${width}v${share * height}h-${width}z`
  slices.forEach((state, place) => {
    const { y, height: share } = sliceShapes[state]
    paths[state] = (paths[state] ?? '') + box(place, y, share)
    if (tinted.includes(state)) tints[state] = (tints[state] ?? '') + box(place, 0, 1)
  })
  return { width: Math.max(1, slices.length * unitsPerSlice - gapUnits), paths, tints }
}

/** Slices in a sentence. */
export function slicesInWords(slices: readonly SliceState[]): string {
  const counts = sliceStates
    .map((state) => ({ state, count: slices.filter((each) => each === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${sliceWords[state]}`)
  return `Of ${slices.length} spans: ${counts.join(', ')}.`
}
