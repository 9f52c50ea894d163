/** How long a step took over the last days, where it passed. Milliseconds. */
export interface StepTimes {
  name: string
  runs: number
  p50: number
  p95: number
  /** Median of the distances from the median. */
  mad: number
  /** The newest first. */
  last: number[]
}

const fewRuns = 20
const inARow = 3
/** Of a step that always takes the same, every millisecond would be out of the ordinary. */
const leastShare = 0.05
const leastMilliseconds = 5

/** Above that it is slow: three times the usual distance over the median. */
export const limitOf = ({ p50, mad }: StepTimes): number =>
  p50 + 3 * Math.max(mad, p50 * leastShare, leastMilliseconds)

/** J8: the last three runs were all out of the ordinary. */
export function isOutOfOrder(times: StepTimes): boolean {
  const { runs, last } = times
  const newest = last.slice(0, inARow)
  return runs >= fewRuns && newest.length === inARow && newest.every((each) => each > limitOf(times))
}
