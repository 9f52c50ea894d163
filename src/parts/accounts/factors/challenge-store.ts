import { texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'

export type ChallengeKind = 'second_step' | 'passkey_sign_in' | 'passkey_enrol' | 'step_up' | 'oidc'

/** What a browser was asked. */
export interface Challenge {
  /** Null where it is not known yet who answers. */
  accountId: string | null
  sessionId: string | null
  /** What a passkey is to sign. */
  challenge: Buffer | null
  /** What was proved before. */
  methods: string[]
  /** Tries that were taken. */
  wrong: number
  createdAt: Date
}

/** Put again under the same hash it asks anew, and what was tried stays counted. */
export const putChallenge = (
  { sql, now }: World,
  hash: Uint8Array,
  kind: ChallengeKind,
  asked: Partial<Omit<Challenge, 'wrong' | 'createdAt'>>,
  expiresAt: Date,
) => sql`
  select challenge_put(${hash}, ${kind}, ${asked.accountId ?? null}, ${asked.sessionId ?? null}, ${asked.challenge ?? null},
    ${texts(asked.methods ?? [])}, ${now()}, ${expiresAt})`

export async function lookAtChallenge(
  { sql, now }: World,
  hash: Uint8Array,
  kind: ChallengeKind,
): Promise<Challenge | undefined> {
  const [row] = await sql<Challenge>`
    select account_id as "accountId", session_id as "sessionId", challenge, methods, wrong, created_at as "createdAt" from challenge_look(${hash}, ${kind}, ${now()})`
  return row
}

/** Of several that come at once, one gets it. */
export async function takeChallenge(
  { sql, now }: World,
  hash: Uint8Array,
  kind: ChallengeKind,
): Promise<Challenge | undefined> {
  const [row] = await sql<Challenge>`
    select account_id as "accountId", session_id as "sessionId", challenge, methods, wrong, created_at as "createdAt" from challenge_take(${hash}, ${kind}, ${now()})`
  return row
}

/** One more try, counted before anything is looked at. @returns false when none is left, or the challenge is gone */
export async function tryChallenge(
  { sql, now }: World,
  hash: Uint8Array,
  kind: ChallengeKind,
  most: number,
): Promise<boolean> {
  const [row] = await sql<{ wrong: number | null }>`
    select challenge_try(${hash}, ${kind}, ${now()}, ${most}) as wrong`
  return row !== undefined && row.wrong !== null
}

export const sweepChallenges = async ({ sql, now }: World, limit: number): Promise<number> => {
  const [row] = await sql<{ gone: number }>`select challenge_sweep(${now()}, ${limit}) as gone`
  return Number(row!.gone)
}
