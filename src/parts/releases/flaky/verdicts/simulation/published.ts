import type { Draws } from './draws.ts'

/** A part of the flaky tests, by how often they fail. */
interface Part {
  from: number
  to: number
  tests: number
}

/**
 * FlakeFlagger's reruns: 22,245 tests, 10,000 runs of one commit; 811 flaky, 444 of them below 1 %, 154 at 1 to 10 %,
 * 213 at 10 % and more; 147 always fail. Within these classes the rates are fitted to how many of them 5 to 300 runs
 * were seen to find; within a part they are even on a logarithmic scale.
 */
const publishedRates: readonly Part[] = [
  { from: 0.0001, to: 0.0002, tests: 130 },
  { from: 0.0002, to: 0.0005, tests: 103 },
  { from: 0.0005, to: 0.001, tests: 61 },
  { from: 0.001, to: 0.002, tests: 20 },
  { from: 0.005, to: 0.01, tests: 130 },
  { from: 0.01, to: 0.015, tests: 59 },
  { from: 0.015, to: 0.02, tests: 48 },
  { from: 0.02, to: 0.03, tests: 31 },
  { from: 0.03, to: 0.04, tests: 12 },
  { from: 0.07, to: 0.1, tests: 4 },
  { from: 0.1, to: 0.15, tests: 12 },
  { from: 0.15, to: 0.2, tests: 27 },
  { from: 0.2, to: 0.3, tests: 38 },
  { from: 0.3, to: 0.4, tests: 35 },
  { from: 0.4, to: 0.5, tests: 27 },
  { from: 0.5, to: 0.6, tests: 24 },
  { from: 0.6, to: 0.7, tests: 22 },
  { from: 0.7, to: 0.8, tests: 18 },
  { from: 0.8, to: 0.9, tests: 10 },
]

/** The published 367 that fail in 1 % of runs or more, one rate each. */
export const drawnRates = (draws: Draws, least = 0.01): number[] =>
  publishedRates
    .filter(({ from }) => from >= least)
    .flatMap(({ from, to, tests }) =>
      Array.from({ length: tests }, () => from * (to / from) ** draws.share()),
    )
