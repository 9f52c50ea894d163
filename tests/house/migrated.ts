import pg from 'pg'
import { migratedDatabase as database } from '../support/migrated.ts'
import { tablesOf } from './catalog.ts'
import { exempt } from './foreseen.ts'

export interface Migrated {
  /** Connected as the login that owns the database. */
  owner: pg.Client
  /** Connected as the login of the process. */
  login: pg.Client
  drop(): Promise<void>
}

/** A migrated database with both logins at hand. */
export async function migratedDatabase(): Promise<Migrated> {
  const made = await database()
  const [owner, login] = await Promise.all([connected(made.ownerUrl), connected(made.url)])
  return {
    owner,
    login,
    async drop() {
      await Promise.all([owner.end(), login.end()])
      await made.drop()
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
