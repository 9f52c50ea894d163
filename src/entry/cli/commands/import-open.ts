import { existsSync } from 'node:fs'
import { usageTrouble } from '../trouble.ts'
import type { Source } from './import-source.ts'

/**
 * Opens what `--from` names: the address of a PostgreSQL, a dump as `pg_dump` writes it in plain, or a CSV file with a
 * header. Nothing is written there.
 * @throws Trouble in words: exit code 2 for what is none of them, 69 for a database that cannot be reached
 */
export async function openSource(from: string): Promise<Source> {
  if (/^postgres(ql)?(\+\w+)?:\/\//.test(from)) {
    const { openDatabaseSource } = await import('./import-database.ts')
    return openDatabaseSource(from)
  }
  if (existsSync(from)) {
    const { openFileSource } = await import('./import-file.ts')
    return openFileSource(from)
  }
  throw usageTrouble(
    '--from is neither the address of a PostgreSQL nor a file.',
    'Give an address such as postgres://login@host:5432/backend_db, or a file made by pg_dump or psql.',
  )
}
