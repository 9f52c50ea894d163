/** ln 0.05: what is left to chance when something is said with 95 %. */
const logChance = Math.log(0.05)

/** Runs after which a test that fails at this rate has failed at least once with 95 %: 29 at 10 %, 299 at 1 %. */
export const runsToSee = (rate: number): number =>
  rate <= 0 ? Infinity : rate >= 1 ? 1 : Math.ceil(logChance / Math.log1p(-rate))

/** The rate that so many clean runs rule out with 95 %, by the rule of three; 1 where there are too few to say. */
export const upperLimitOf = (cleanRuns: number): number => (cleanRuns < 3 ? 1 : 3 / cleanRuns)
