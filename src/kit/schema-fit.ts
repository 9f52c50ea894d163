import { faults } from './fault.ts'
import type { Migration } from './migrate.ts'
import { SqlError } from './sql.ts'
import { as, type World } from './world.ts'

/**
 * Refuses a database whose schema is another than the program's, where the process does not migrate by itself.
 * @throws SCHEMA_BEHIND, also where there is none; SCHEMA_AHEAD; DATABASE_UNAVAILABLE
 */
export async function checkSchema(world: World, migrations: readonly Migration[]): Promise<void> {
  const wanted = migrations.at(-1)?.number ?? 0
  const found = await newestApplied(as(world, { role: 'app' }))
  if (found < wanted) throw faults.SCHEMA_BEHIND({ schema: found, wanted })
  if (found > wanted) throw faults.SCHEMA_AHEAD({ schema: found, wanted })
}

async function newestApplied({ sql }: World): Promise<number> {
  try {
    const [row] = await sql<{ newest: number | null }>`select max(number) as newest from schema_migrations`
    return row?.newest ?? 0
  } catch (error) {
    if (isNotToBeSeen(error)) return 0
    throw error
  }
}

// There is no such role yet, or no such table; or an older program made it, which kept it to the owner.
const isNotToBeSeen = (error: unknown): boolean =>
  error instanceof SqlError && ['22023', '42P01', '42501'].includes(error.code)
