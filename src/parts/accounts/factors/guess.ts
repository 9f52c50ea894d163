import { minutesAfter, secondsBetween } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { keyedHash } from '../../vault/index.ts'
import { accountFaults } from '../faults.ts'

/** Wrong codes of one account in a row, wherever they were typed, until none is looked at for a while. */
export const mostGuesses = 10
export const lockMinutes = 15

const named = (accountId: string): string => `factor\0${accountId}`

/**
 * Takes one guess at an account's codes, before the code is looked at; a right one gives all of them back
 * (`forgetGuesses`). In a transaction of its own, as it counts whatever comes of it.
 * @returns whether this was the last one: if it is wrong, the account's codes are locked
 * @throws FACTOR_LOCKED
 */
export async function takeGuess(world: World, accountId: string): Promise<{ isLast: boolean }> {
  const { mac } = keyedHash(world, 'lookup', named(accountId))
  const wrong = await countGuess(world, mac)
  if (wrong === undefined)
    throw accountFaults.FACTOR_LOCKED({ retryAfterSeconds: await secondsLocked(world, mac) })
  return { isLast: wrong >= mostGuesses }
}

/** Where the last guess was taken, `not_before` is what locks; once that is over, counting begins anew. */
async function countGuess({ sql, now }: World, mac: Buffer): Promise<number | undefined> {
  const lockedUntil = minutesAfter(now(), lockMinutes)
  const [row] = await sql<{ wrong: number }>`
    insert into guesses as g (kind, mac, wrong, last_at, not_before) values ('factor', ${mac}, 1, ${now()}, ${now()})
    on conflict (kind, mac) do update set
      wrong = case when g.wrong >= ${mostGuesses} then 1 else g.wrong + 1 end,
      last_at = excluded.last_at,
      not_before = case when g.wrong = ${mostGuesses - 1} then ${lockedUntil}::timestamptz else excluded.not_before end
    where g.wrong < ${mostGuesses} or g.not_before <= excluded.last_at
    returning g.wrong`
  return row?.wrong
}

async function secondsLocked({ sql, now }: World, mac: Buffer): Promise<number> {
  const [row] = await sql<{ until: Date }>`
    select not_before as until from guesses where kind = 'factor' and mac = ${mac}`
  return row ? Math.max(1, secondsBetween(now(), row.until)) : 1
}

/** After a right one. */
export const forgetGuesses = (world: World, accountId: string) => world.sql`
  delete from guesses where kind = 'factor' and mac = ${keyedHash(world, 'lookup', named(accountId)).mac}`
