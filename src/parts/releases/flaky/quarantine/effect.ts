import type { QuarantineRow, QuarantineState } from './store.ts'

/**
 * What a quarantine is worth at a moment (F9): from its day of review on nothing, without anybody's doing.
 * Quarantined and disabled tests stop no merge; `fixed` says that somebody mended the test, and it counts again.
 */
export function effectOf(
  row: Pick<QuarantineRow, 'state' | 'reviewBy'> | null | undefined,
  now: Date,
): { state: QuarantineState; isExpired: boolean; stopsMerges: boolean } {
  if (!row) return { state: 'active', isExpired: false, stopsMerges: true }
  const isOut = row.state === 'quarantined' || row.state === 'disabled'
  const isExpired = isOut && row.reviewBy <= now
  return { state: isExpired ? 'active' : row.state, isExpired, stopsMerges: !isOut || isExpired }
}

/** When somebody last decided about a test whose failures stop no merge now; null where they do. */
export const quarantinedAt = (
  {
    state,
    reviewBy,
    changedAt,
  }: { [member in 'state' | 'reviewBy' | 'changedAt']: QuarantineRow[member] | null },
  now: Date,
): Date | null => (effectOf(state && reviewBy && { state, reviewBy }, now).stopsMerges ? null : changedAt)
