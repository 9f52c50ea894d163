import { bigints, byteas, integers, texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { intervalMicroseconds } from '../policies/gcra.ts'
import { depthOf } from '../policies/policy.ts'
import type { Bucket, LendingStore, LendingVerdict } from './store.ts'

// Two, so that one is on its way while the other is answered; what comes meanwhile goes with the next.
const flightsAtMost = 2
// A statement holds its rows to the end: it should not take more than a few milliseconds.
const groupsAtMost = 64

/** Equal requests that wait for the same statement. */
interface Group {
  buckets: readonly Bucket[]
  wants: readonly number[]
  waiters: { resolve(verdict: LendingVerdict): void; reject(error: unknown): void }[]
}

export interface PostgresStoreOptions {
  /**
   * How long a decision may wait for a row that another one holds, 1 and more. Default 250: rows are held for well under a
   * millisecond, so one that is not free by then is stuck, and reads that share the connection are not kept behind it.
   */
  rowWaitMilliseconds?: number
}

/**
 * Counts in PostgreSQL, shared by all processes. Requests of one process that come while a statement is under way go
 * together with the next, equal ones as one. `world` may not be in a transaction: its commit would lose its durability.
 */
export function postgresStore(
  world: Pick<World, 'sql'>,
  { rowWaitMilliseconds = 250 }: PostgresStoreOptions = {},
): LendingStore {
  const waiting = new Map<string, Group>()
  let flights = 0
  const fly = async (groups: readonly Group[]) => {
    try {
      await decide(world, groups, rowWaitMilliseconds)
    } catch (error) {
      for (const { waiters } of groups) for (const { reject } of waiters) reject(error)
    }
    flights -= 1
    leave()
  }
  const leave = () => {
    while (flights < flightsAtMost && waiting.size > 0) {
      const next = [...waiting].slice(0, groupsAtMost)
      for (const [name] of next) waiting.delete(name)
      flights += 1
      void fly(next.map(([, group]) => group))
    }
  }
  return {
    borrow(buckets, wants) {
      const name = buckets.map(({ shapedId, cost }) => `${shapedId}/${cost}`).join()
      return new Promise((resolve, reject) => {
        const group = waiting.get(name) ?? { buckets, wants, waiters: [] }
        group.wants = group.wants.map((want, index) => Math.max(want, wants[index]!))
        group.waiters.push({ resolve, reject })
        waiting.set(name, group)
        // What the same turn of the event loop brings goes together.
        queueMicrotask(leave)
      })
    },
  }
}

async function decide(
  world: Pick<World, 'sql'>,
  groups: readonly Group[],
  rowWaitMilliseconds: number,
): Promise<void> {
  const rows = await charge(world, groups, rowWaitMilliseconds)
  let at = 0
  for (const { buckets, waiters } of groups) {
    tell(waiters, rows.slice(at, at + buckets.length))
    at += buckets.length
  }
}

/** The first to have asked are granted; what was lent goes to one of them, as it may be used once. */
function tell(waiters: Group['waiters'], rows: readonly Charged[]): void {
  const counts = rows.map(({ ends, used }) => ({ endsAt: ends, used }))
  const { granted, moment: now } = rows[0]!
  waiters.forEach(({ resolve }, index) => {
    const loans = rows.map(({ lent, good_until }) => ({
      units: index === 0 ? lent : 0,
      goodUntil: good_until ?? 0,
    }))
    resolve({ allowed: index < granted, now, counts, loans })
  })
}

interface Charged {
  granted: number
  ends: number
  used: number
  lent: number
  good_until: number | null
  moment: number
}

// It goes as a select over the shared connections: begin, decision and commit leave in one write, so that no row is held
// for longer than the database itself takes, not even by a process that was stopped.
const charge = (
  { sql }: Pick<World, 'sql'>,
  groups: readonly Group[],
  rowWaitMilliseconds: number,
): Promise<Charged[]> => {
  const each = groups.flatMap(({ buckets, wants, waiters }, group) =>
    buckets.map((bucket, index) => ({ ...bucket, group, ask: waiters.length, want: wants[index]! })),
  )
  const intervals = each.map(({ policy }) => (policy.kind === 'rate' ? intervalMicroseconds(policy) : null))
  const calendars = each.map(({ policy }) => (policy.kind === 'quota' ? policy.period : null))
  return sql<Charged>`
    select granted, ends, used, lent, good_until, moment from limit_charge(${texts(each.map(({ policy }) => policy.name))},
      ${byteas(each.map(({ subject }) => subject))}, ${bigints(intervals)}, ${texts(calendars)}, ${bigints(each.map(({ policy }) => depthOf(policy)))},
      ${bigints(each.map(({ cost }) => cost))}, ${bigints(each.map(({ want }) => want))}, ${integers(each.map(({ group }) => group))},
      ${bigints(each.map(({ ask }) => ask))}, ${rowWaitMilliseconds}) order by ix limit 100000`
}

/** Deletes up to `most` rows that say nothing any more, and tells how many. Runs as the jobs. */
export async function pruneCounts({ sql }: Pick<World, 'sql'>, most: number): Promise<number> {
  const [row] = await sql.as({ role: 'jobs' })<{
    pruned: number
  }>`select limit_prune(${most}) as pruned limit 1`
  return row!.pruned
}
