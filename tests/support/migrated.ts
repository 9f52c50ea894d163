import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { createDatabase, sharedCluster, type TestDatabase } from './cluster.ts'

let template: Promise<string> | undefined

/** The database with every migration that others are copied from: the cluster's, else one that this process makes. */
export const templateName = (): Promise<string> =>
  (template ??= sharedCluster().then((cluster) => cluster.template ?? makeTemplate()))

async function makeTemplate(): Promise<string> {
  const { name, ownerUrl } = await createDatabase()
  await migrate(ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
  return name
}

/** A database of its own with every migration, and nothing more. */
export const migratedDatabase = async (): Promise<TestDatabase> =>
  createDatabase({ template: await templateName() })
