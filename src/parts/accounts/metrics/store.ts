import type { World } from '../../../kit/world.ts'

export interface PeopleFigures {
  unverified: number
  verified: number
  disabled: number
  secondFactor: number
  sessions: number
  peopleWithSession: number
  outlived: number
  verificationMails: number
}

/** A job's query: one row of counts. */
export async function peopleFigures({ sql, now }: World, since: Date): Promise<PeopleFigures> {
  const [row] = await sql<PeopleFigures>`
    select unverified, verified, disabled, second_factor as "secondFactor", sessions, people_with_session as "peopleWithSession",
      outlived, verification_mails as "verificationMails"
    from people_figures(${now()}, ${since})`
  return row!
}

export interface CountedAct {
  action: string
  /** What was refused, or where; empty where the act does not say. */
  what: string
  /** The reason; empty where there is none. */
  why: string
  n: number
}

/** A job's query: how often each act stands in the log since then. */
export const countedActs = ({ sql }: World, since: Date) => sql<CountedAct>`
  select action, what, why, n::int from counted_acts(${since})`

export interface WaitingGuesses {
  kind: string
  waiting: number
  locked: number
}

/** A job's query: by whom wrong guesses are counted, how many have to wait, and how many bear no guess more. */
export const waitingGuesses = ({ sql, now }: World, most: number) => sql<WaitingGuesses>`
  select kind, count(*) filter (where not_before > ${now()})::int as waiting,
    count(*) filter (where kind in ('account', 'device') and wrong >= ${most})::int as locked
  from guesses group by kind limit 20`
