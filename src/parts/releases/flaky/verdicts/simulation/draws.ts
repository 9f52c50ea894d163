/** Chances that are the same in every run (mulberry32). */
export interface Draws {
  /** From 0 to just below 1. */
  share(): number
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number
  chance(probability: number): boolean
  /** Trials until the first success, that one counted: 1 or more. */
  geometric(mean: number): number
}

export function drawsOf(seed: number): Draws {
  let state = seed >>> 0
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    share,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    chance: (probability) => share() < probability,
    geometric: (mean) => 1 + Math.floor(Math.log(1 - share()) / Math.log(1 - 1 / Math.max(mean, 1.000001))),
  }
}
