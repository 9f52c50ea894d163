import type { World } from '../../../kit/world.ts'

/** How many wrong guesses in a row one count bears. */
export interface Patience {
  /** So many cost nothing; from then on each doubles the wait, from 1 s. */
  free: number
  /** With so many, waiting is of no use any more. */
  most: number
  /** What is older does not count; null: it always does. */
  forgottenAfterSeconds: number | null
}

export interface Count {
  kind: string
  /** Keyed hash of whom it is about. */
  mac: Buffer
  patience: Patience
}

/** Longest wait between two guesses, seconds. */
export const longestWaitSeconds = 900
// Doubled more often than this, a wait is longer than the longest in any case.
const doublings = 10

/**
 * Counts a guess as wrong, before it is looked at. Of many at once each counts those before it, in any process.
 * One that waited for another has an older moment than that one wrote: while guesses cost nothing, no moment is compared.
 * @returns false when it has to wait: nothing is counted then
 */
export async function takeGuess({ sql, now }: World, { kind, mac, patience }: Count): Promise<boolean> {
  const { free, most, forgottenAfterSeconds: forgotten } = patience
  const rows = await sql`
    insert into guesses as g (kind, mac, wrong, last_at, not_before) values (${kind}, ${mac}, 1, ${now()}, ${now()})
    on conflict (kind, mac) do update set
      wrong = case when g.last_at < excluded.last_at - make_interval(secs => ${forgotten}) then 1 else g.wrong + 1 end,
      last_at = excluded.last_at,
      not_before = excluded.last_at + case
        when g.last_at < excluded.last_at - make_interval(secs => ${forgotten}) or g.wrong + 1 < ${free} then interval '0'
        else make_interval(secs => least(${longestWaitSeconds}, 2 ^ least(${doublings}, g.wrong + 1 - ${free}))) end
    where (g.wrong < ${free} or g.not_before <= excluded.last_at) and g.wrong < ${most}
    returning kind`
  return rows.length === 1
}

/** Takes one count back, and the wait that came with it. */
export const giveBackGuess = ({ sql }: World, { kind, mac, patience: { free } }: Count) => sql`
  update guesses as g set
    wrong = greatest(0, g.wrong - 1),
    not_before = g.last_at + case when g.wrong - 1 < ${free} then interval '0'
      else make_interval(secs => least(${longestWaitSeconds}, 2 ^ least(${doublings}, g.wrong - 1 - ${free}))) end
  where g.kind = ${kind} and g.mac = ${mac}`

export interface Waiting {
  wrong: number
  notBefore: Date
}

export async function findGuesses(
  { sql }: World,
  kind: string,
  mac: Uint8Array,
): Promise<Waiting | undefined> {
  const [row] = await sql<Waiting>`
    select wrong, not_before as "notBefore" from guesses where kind = ${kind} and mac = ${mac} limit 1`
  return row
}

export const deleteGuesses = ({ sql }: World, kind: string, mac: Uint8Array) => sql`
  delete from guesses where kind = ${kind} and mac = ${mac}`

/** A job's statement: counts to which nothing was added for long. */
export const pruneGuesses = ({ sql }: World, lastBefore: Date, limit: number) => sql<{ kind: string }>`
  delete from guesses where (kind, mac) in (
    select kind, mac from guesses where last_at < ${lastBefore} order by last_at limit ${limit})
  returning kind`
