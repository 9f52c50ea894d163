import { migratedDatabase } from '../../tests/house/migrated.ts'
import { migrationsModule } from '../migrations-module.ts'
import { apiPage } from './api.ts'
import { clientSchema } from './client.ts'
import { configPage } from './config.ts'
import { eventsPage } from './events.ts'
import { faultsPage } from './faults.ts'
import { queriesPage } from './queries.ts'
import { schemaPage } from './schema.ts'

/** Every file that is made from others, by path from the repository's root. */
export const madeFiles: Record<string, () => string | Promise<string>> = {
  'src/migrations.ts': migrationsModule,
  'client/schema.ts': clientSchema,
  'docs/reference/api.md': apiPage,
  'docs/reference/faults.md': faultsPage,
  'docs/reference/events.md': eventsPage,
  'docs/reference/config.md': configPage,
  'docs/reference/queries.md': queriesPage,
  'docs/reference/schema.sql': migratedSchema,
}

async function migratedSchema(): Promise<string> {
  const database = await migratedDatabase()
  try {
    return await schemaPage(database.owner)
  } finally {
    await database.drop()
  }
}
