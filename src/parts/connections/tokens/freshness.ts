import { secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { sha256 } from '../../../kit/hash.ts'

/** What a reader asks for when it names nothing. */
export const defaultMinValidSeconds = 300
export const longestMinValidSeconds = 3600

const longestMarginSeconds = 900
const marginShare = 0.2
const jitterShare = 0.1

/**
 * From when on a token is refreshed though it is still good: a fifth of its life before its end, 15 minutes at most,
 * a tenth to either side by connection, so that those made together do not end together. `null` never.
 */
export function softExpiry(
  connectionId: string,
  receivedAt: Date,
  expiresAt: Date | null,
  options: { marginSeconds?: number | null; mostSeconds?: number | null } = {},
): Date | null {
  if (expiresAt === null) return null
  const lifeSeconds = Math.max(0, secondsBetween(receivedAt, expiresAt))
  const margin = Math.min(
    options.marginSeconds ?? longestMarginSeconds,
    options.mostSeconds ?? Infinity,
    lifeSeconds * marginShare,
  )
  const share = sha256(connectionId).readUInt32BE(0) / 0xffffffff
  return secondsAfter(expiresAt, -margin * (1 + jitterShare * (2 * share - 1)))
}

/** `serve`: answer it. `serve_and_refresh`: answer it, refresh behind. `wait`: only a refreshed one will do. */
export type Verdict = 'serve' | 'serve_and_refresh' | 'wait'

export function judge(
  token: { expiresAt: Date | null; softAt: Date | null },
  now: Date,
  minValidSeconds: number,
): Verdict {
  if (token.expiresAt === null) return 'serve'
  if (isExpired(token, now) || secondsBetween(now, token.expiresAt) < minValidSeconds) return 'wait'
  return token.softAt !== null && token.softAt <= now ? 'serve_and_refresh' : 'serve'
}

export const isExpired = (token: { expiresAt: Date | null }, now: Date): boolean =>
  token.expiresAt !== null && token.expiresAt <= now
