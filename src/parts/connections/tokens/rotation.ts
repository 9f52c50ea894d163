import { secondsAfter } from '../../../kit/duration.ts'

/** How a provider treats a refresh token once it was used. */
export interface RotationRule {
  /** `none`: stays. `rotates`: may change, old one dead at once. `single_use`: reuse refused. `family`: reuse kills the grant. */
  rotation: 'none' | 'rotates' | 'single_use' | 'family'
  /** How long the one before is still taken; 0 not at all. */
  graceSeconds: number
}

/**
 * Whether a refresh token may be presented again after an exchange whose outcome is unknown. `not_while_alive`: only
 * once the access token has ended, when there is nothing left to lose.
 */
export function mayPresentAgain(
  rule: RotationRule,
  firstUnknownAt: Date | null,
  accessExpiresAt: Date | null,
  now: Date,
): 'yes' | 'not_while_alive' {
  if (firstUnknownAt === null || rule.rotation === 'none') return 'yes'
  if (rule.graceSeconds > 0 && now < secondsAfter(firstUnknownAt, rule.graceSeconds)) return 'yes'
  if (rule.rotation === 'rotates' || rule.rotation === 'single_use') return 'yes'
  return accessExpiresAt === null || accessExpiresAt > now ? 'not_while_alive' : 'yes'
}
