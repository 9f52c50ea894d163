import type { Caller } from '../../src/kit/route.ts'
import type { Sql } from '../../src/kit/sql.ts'
import { faults } from '../../src/kit/fault.ts'
import type { World } from '../../src/kit/world.ts'
import { gate } from './net.ts'
import type { TestWorld } from './world.ts'

/** A process that stands still at a labelled point: for ever, as if it had died there, or until it goes on. */
export interface Stopped {
  reached: Promise<void>
  goOn(): void
}

export function stopAt(world: TestWorld, point: string): Stopped {
  const reached = gate()
  const onward = gate()
  world.atPoint(point, () => {
    reached.open()
    return onward.promise
  })
  return { reached: reached.promise, goOn: () => onward.open() }
}

/** An open claim was made this much earlier, by the database's clock. Others may take it over after 70 s. */
export async function ageClaim(
  world: World,
  caller: Caller,
  connectionId: string,
  seconds = 71,
): Promise<void> {
  await longAfterServerStart(world)
  await world.sql.as({ role: 'app', accountId: caller.accountId })`
    update refresh_attempt set deadline = deadline - make_interval(secs => ${seconds})
    where connection_id = ${connectionId} and state = 'sent'`
}

/** Nobody takes over just after the database came back, and the server of a test run is young. */
export async function longAfterServerStart(world: World): Promise<void> {
  const [row] = await world.sql<{ left: number }>`
    select extract(epoch from pg_postmaster_start_time() - clock_timestamp())::float8 + 31 as left`
  if (row!.left > 0) await world.wait(row!.left * 1000)
}

export interface ShownConnection {
  status: string
  reason: string | null
  generation: number
  grantNo: number
}

export async function shown(
  world: World,
  caller: Caller,
  connectionId: string,
): Promise<ShownConnection | undefined> {
  const [row] = await world.sql.as({ role: 'app', accountId: caller.accountId })<ShownConnection>`
    select status, reason, generation, grant_no as "grantNo" from connections where id = ${connectionId}`
  return row
}

/** Generations in the journal, oldest first. */
export async function journalled(world: World, caller: Caller, connectionId: string): Promise<number[]> {
  const rows = await world.sql.as({ role: 'app', accountId: caller.accountId })<{ generation: number }>`
    select generation from token_version where connection_id = ${connectionId} order by generation`
  return rows.map(({ generation }) => generation)
}

/** Each attempt's state, oldest first. */
export async function attempts(world: World, caller: Caller, connectionId: string): Promise<string[]> {
  const rows = await world.sql.as({ role: 'app', accountId: caller.accountId })<{ state: string }>`
    select state from refresh_attempt where connection_id = ${connectionId} order by generation`
  return rows.map(({ state }) => state)
}

/** The same process, whose database can be taken away: every statement then fails as it does when the server is down. */
export function withBreakableDatabase(world: TestWorld): { world: TestWorld; isAway: boolean } {
  const breakable = (sql: Sql): Sql =>
    Object.assign(
      <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) =>
        check() ?? sql<Row>(text, ...values),
      {
        as: (context: Parameters<Sql['as']>[0]) => breakable(sql.as(context)),
        transaction: <T>(work: (sql: Sql) => Promise<T>) => check() ?? sql.transaction(work),
      },
    )
  const check = (): Promise<never> | undefined =>
    state.isAway ? Promise.reject(faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 })) : undefined
  const state = { world: { ...world, sql: breakable(world.sql) }, isAway: false }
  return state
}
