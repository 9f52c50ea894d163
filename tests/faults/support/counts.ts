/** `npm run test:faults` runs everything; `npm test` a seeded sample of it. */
export const isFull = (process.env.KEYHOLD_TEST_FAULTS ?? process.env.KEYHOLD_FAULTS) === 'full'

export const counted = <T>(counts: { full: T; sample: T }): T => (isFull ? counts.full : counts.sample)
