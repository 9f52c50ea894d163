/** Repeatable chance: the same numbers in the same order for the same seed, each from 0 to below 1 (mulberry32). */
export function chance(...seed: number[]): () => number {
  let state = seed.reduce(
    (mixed, part) => Math.imul(mixed ^ (part >>> 0), 0x85ebca6b) ^ (mixed >>> 13),
    0x9e3779b9,
  )
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}
