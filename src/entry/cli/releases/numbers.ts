export { percent } from '../../../kit/chance.ts'

export const many = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

/** A length in the unit that fits it: `6 ms`, `25 s`, `34 min`. */
export function lengthOf(minutes: number): string {
  const seconds = minutes * 60
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  return minutes < 1 ? `${Math.round(seconds)} s` : `${Math.round(minutes)} min`
}
