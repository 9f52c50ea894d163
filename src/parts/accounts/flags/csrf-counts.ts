import { resident, type World } from '../../../kit/world.ts'

/** What was wrong with a write that carried a session's cookie. */
export type CsrfFailure = 'missing' | 'invalid' | 'crossSite'

export interface CsrfCounts {
  /** Answered 403. */
  refused: Record<CsrfFailure, number>
  /** Let through while CSRF_ENABLED is off; would be refused when it is on. */
  reported: Record<CsrfFailure, number>
}

const none = (): Record<CsrfFailure, number> => ({ missing: 0, invalid: 0, crossSite: 0 })
const counts = resident((): CsrfCounts => ({ refused: none(), reported: none() }))

export function countCsrf(world: World, what: keyof CsrfCounts, failure: CsrfFailure): void {
  counts(world)[what][failure] += 1
}

/** Of this process, since it started. */
export const csrfCounts = (world: World): CsrfCounts => counts(world)
