import type { World } from '../../../kit/world.ts'
import type { Pair, Presented } from './tokens.ts'

/** What follows a refresh token, should it be the newest. */
export interface Next {
  nonce: Buffer
  pair: Pair
  accessEndsAt: Date
  idleEndsAt: Date
  operatorIdleEndsAt: Date
  graceSeconds: number
}

/**
 * `again`: the token before the newest, within the grace. `reused`: an older one, and the session has ended for it.
 * `ended` and `expired`: before.
 */
export interface Rotated {
  outcome: 'rotated' | 'again' | 'reused' | 'ended' | 'expired' | 'unknown'
  accountId: string | null
  /** What the pair that is good now was derived with; null where it came from chance. */
  nonce: Buffer | null
  isOperator: boolean
  /** Why it ended. */
  reason: string | null
}

/** Decides, in one statement, what becomes of a refresh token that came in. */
export async function rotateSession({ sql, now }: World, token: Presented, next: Next): Promise<Rotated> {
  const [row] = await sql<Rotated>`
    select outcome, account_id as "accountId", nonce, is_operator as "isOperator", reason
    from session_rotate(${token.sessionId}, ${token.generation}, ${token.hash}, ${next.pair.access.hash}, ${next.pair.refresh.hash}, ${next.nonce},
      ${now()}, ${next.accessEndsAt}, ${next.idleEndsAt}, ${next.operatorIdleEndsAt}, make_interval(secs => ${next.graceSeconds}::int))`
  return row!
}
