import { as, type World } from '../../src/kit/world.ts'

/** Until so many statements wait for a row that another transaction holds. */
export async function untilWaiting(world: World, count = 1): Promise<void> {
  const { sql } = as(world, { role: 'login' })
  for (;;) {
    const [row] = await sql<{ waiting: number }>`
      select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (row!.waiting >= count) return
    await world.wait(5)
  }
}
