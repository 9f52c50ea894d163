import { as, type World } from '../../src/kit/world.ts'

/** Until some statement waits for a row that another transaction holds. */
export async function untilOneWaits(world: World): Promise<void> {
  const { sql } = as(world, { role: 'login' })
  for (;;) {
    const [row] = await sql<{ isSo: boolean }>`
      select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as "isSo"`
    if (row!.isSo) return
    await world.wait(5)
  }
}
