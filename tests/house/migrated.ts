import pg from 'pg'
import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { createDatabase } from '../support/cluster.ts'
import { tablesOf } from './catalog.ts'
import { exempt } from './foreseen.ts'

export interface Migrated {
  /** Connected as the login that owns the database. */
  owner: pg.Client
  /** Connected as the login of the process. */
  login: pg.Client
  drop(): Promise<void>
}

/** A database of its own with every migration, and nothing more. */
export async function migratedDatabase(): Promise<Migrated> {
  const database = await createDatabase()
  await migrate(database.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
  const [owner, login] = await Promise.all([connected(database.ownerUrl), connected(database.url)])
  return {
    owner,
    login,
    async drop() {
      await Promise.all([owner.end(), login.end()])
      await database.drop()
    },
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

/** Tables that forced row-level security has to guard, partitions left out. */
export const ownedTables = async (owner: pg.Client): Promise<string[]> =>
  (await tablesOf(owner))
    .filter(({ name, isOwned, isPartition }) => isOwned && !isPartition && !exempt[name])
    .map(({ name }) => name)
