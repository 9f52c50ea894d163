import type pg from 'pg'
import { sha256 } from '../../../kit/hash.ts'
import type { Migration } from '../../../kit/migrate.ts'
import { migrations } from '../../../migrations.ts'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'

export interface Applied {
  number: number
  name: string
  checksum: Buffer
}

export const appliedIn = (client: pg.Client): Promise<Applied[]> =>
  rows<Applied>(client, 'select number, name, checksum from schema_migrations order by number limit 10000')

/** Whether the schema is the one this program was made for. */
export async function schemaFinding(client: pg.Client): Promise<Finding> {
  try {
    return compared(await appliedIn(client), migrations)
  } catch (error) {
    const isDenied = (error as { code?: string }).code === '42501'
    if (isDenied)
      return warn(
        'schema',
        'its state cannot be read by this login',
        'set DATABASE_OWNER_URL to the login that migrates, for this check',
      )
    return failed('schema', error, 'npx keyhold migrate')
  }
}

export function compared(applied: readonly Applied[], known: readonly Migration[]): Finding {
  const version = known.at(-1)?.number ?? 0
  const newest = applied.at(-1)?.number ?? 0
  if (newest > version)
    return fail(
      'schema',
      `the database has schema ${newest}, this program knows ${version}`,
      'start the newer program, or restore a backup made by this one',
    )
  const altered = known.filter(({ number, sql }) =>
    applied.some((row) => row.number === number && !row.checksum.equals(sha256(sql))),
  )
  if (altered.length > 0)
    return fail(
      'schema',
      `applied in another form: ${altered.map(({ name }) => name).join(', ')}`,
      'use the program that applied it; migrations are never changed afterwards',
    )
  if (newest < version)
    return warn(
      'schema',
      `the database has schema ${newest}, this program brings ${version}`,
      'npx keyhold migrate (a start does so too)',
    )
  return ok('schema', `at ${version}, the newest`)
}
