import { secondsAfter } from '../../kit/duration.ts'
import type { World } from '../../kit/world.ts'

/** A provider's rate window, as its headers told it. */
export interface BudgetWindow {
  /** Its name at the provider: two windows may have one length. */
  window: string
  /** 1 and more. */
  windowSeconds: number
  limit: number
  used: number
  /** `null`: not told; then at the next whole multiple of its length. */
  resetsAt: Date | null
}

interface BudgetRow {
  window_seconds: number
  max_calls: number
  used: number
  resets_at: Date
  blocked_until: Date | null
}

interface NamedBudgetRow extends BudgetRow {
  name: string
  window: string
}

/** What the background leaves for those who wait for an answer. */
const reservedShare = 0.2
const backgroundCeiling = (calls: number): number => Math.floor(calls * (1 - reservedShare))

export type Allowance = { granted: true } | { granted: false; retryAfterSeconds: number }

/**
 * Spends one call of a provider's budget, shared by all processes. `background` leaves a fifth for those who wait;
 * a provider's own 429 stops both until the time it gave.
 */
export async function spendBudget(
  world: World,
  name: string,
  urgency: 'interactive' | 'background',
): Promise<Allowance> {
  const now = world.now()
  const rows = await lockBudget(world, name)
  for (const row of rows) {
    const waitUntil = stopOf(row, urgency, now)
    if (waitUntil)
      return {
        granted: false,
        retryAfterSeconds: Math.max(1, Math.ceil((waitUntil.getTime() - now.getTime()) / 1000)),
      }
  }
  await countCall(world, name, now)
  return { granted: true }
}

function stopOf(row: BudgetRow, urgency: 'interactive' | 'background', now: Date): Date | null {
  if (row.blocked_until && row.blocked_until > now) return row.blocked_until
  if (row.resets_at <= now) return null
  const ceiling = urgency === 'background' ? backgroundCeiling(row.max_calls) : row.max_calls
  return row.used >= ceiling ? row.resets_at : null
}

/** A provider app's budget as it stands. */
export interface BudgetStanding {
  name: string
  /** The provider said 429: nobody calls before. */
  blockedUntil: Date | null
  windows: {
    window: string
    windowSeconds: number
    limit: number
    /** What the background takes at most. */
    backgroundLimit: number
    used: number
    /** Null: its time is over, and the next call starts it anew. */
    resetsAt: Date | null
  }[]
}

/** Of each of these names, in their order; without windows where nothing is known. At most 500 names. */
export async function budgetsOf(world: World, names: readonly string[]): Promise<BudgetStanding[]> {
  const now = world.now()
  const rows = await readBudgets(world, names)
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name)
    const blocks = own.flatMap(({ blocked_until: until }) => (until && until > now ? [until] : []))
    return {
      name,
      blockedUntil: blocks.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null,
      windows: own.filter(({ window_seconds: seconds }) => seconds > 0).map((row) => windowOf(row, now)),
    }
  })
}

function windowOf(row: NamedBudgetRow, now: Date): BudgetStanding['windows'][number] {
  const isOver = row.resets_at <= now
  return {
    window: row.window,
    windowSeconds: row.window_seconds,
    limit: row.max_calls,
    backgroundLimit: backgroundCeiling(row.max_calls),
    used: isOver ? 0 : row.used,
    resetsAt: isOver ? null : row.resets_at,
  }
}

/** Takes the windows a provider told in its headers; they are the truth, ours was a guess. */
export async function learnBudget(
  world: World,
  name: string,
  windows: readonly BudgetWindow[],
): Promise<void> {
  const now = world.now()
  // In one order everywhere, so that two processes never wait for each other.
  for (const window of [...windows].sort((a, b) => a.window.localeCompare(b.window))) {
    await saveWindow(world, name, window, window.resetsAt ?? windowEnd(now, window.windowSeconds))
  }
}

/** Stops every call until then: the provider said 429. */
export async function blockBudget({ sql }: World, name: string, until: Date): Promise<void> {
  await sql`
    insert into rate_budget as b (name, "window", window_seconds, max_calls, resets_at, blocked_until) values (${name}, '', 0, 2147483647, ${until}, ${until})
    on conflict (name, "window") do update set blocked_until = greatest(b.blocked_until, excluded.blocked_until)`
}

/** Windows start at whole multiples of their length, as Strava's do at :00 :15 :30 :45 and midnight UTC. */
export const windowEnd = (now: Date, windowSeconds: number): Date => {
  const length = windowSeconds * 1000
  return secondsAfter(new Date(Math.floor(now.getTime() / length) * length), windowSeconds)
}

const lockBudget = ({ sql }: World, name: string) => sql<BudgetRow>`
  select window_seconds, max_calls, used, resets_at, blocked_until from rate_budget where name = ${name}
  order by name, "window" limit 20 for update`

const readBudgets = ({ sql }: World, names: readonly string[]) => sql<NamedBudgetRow>`
  select name, "window", window_seconds, max_calls, used, resets_at, blocked_until from rate_budget
  where name = any (${names}::text[]) order by name, window_seconds, "window" limit 10000`

/** One statement for all windows; each starts again at its own end, on the clock's own multiples. */
const countCall = ({ sql }: World, name: string, now: Date) => sql`
  update rate_budget set
    used = case when resets_at <= ${now} then 1 else used + 1 end,
    resets_at = case when resets_at <= ${now} and window_seconds > 0
      then to_timestamp((floor(extract(epoch from ${now}::timestamptz) / window_seconds) + 1) * window_seconds) else resets_at end
  where name = ${name} and window_seconds > 0`

const saveWindow = (
  { sql }: World,
  name: string,
  { window, windowSeconds, limit, used }: BudgetWindow,
  resetsAt: Date,
) => sql`
  insert into rate_budget as b (name, "window", window_seconds, max_calls, used, resets_at) values (${name}, ${window}, ${windowSeconds}, ${limit}, ${used}, ${resetsAt})
  on conflict (name, "window") do update set max_calls = excluded.max_calls, resets_at = excluded.resets_at,
    used = case when b.resets_at = excluded.resets_at then greatest(b.used, excluded.used) else excluded.used end`
