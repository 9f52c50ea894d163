import type { Retry } from '../document/journey.ts'

/**
 * Seconds to wait before the attempt after that many have failed (J7); null: there is none.
 * @param elapsedSeconds since the first attempt began
 */
export function waitBefore(retry: Retry | null, failed: number, elapsedSeconds: number): number | null {
  if (!retry || retry.strategy === 'none' || failed > retry.retries) return null
  const seconds = Math.min(retry.mostSeconds, growing[retry.strategy](retry.baseSeconds, failed))
  return elapsedSeconds + seconds > retry.totalSeconds ? null : seconds
}

const growing: Record<Exclude<Retry['strategy'], 'none'>, (base: number, failed: number) => number> = {
  fixed: (base) => base,
  linear: (base, failed) => base * failed,
  exponential: (base, failed) => base * 2 ** (failed - 1),
}
