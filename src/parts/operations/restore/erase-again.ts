import type { OwnerConnection } from '../../../kit/sql-copy.ts'
import { type CataloguedTable, inPublic } from '../catalogue.ts'
import { hadTable, keyTable } from './load.ts'

/**
 * Erases again whom a backup brought back: users whose salt is gone from the file of keys, and those of the home's own
 * ledger. @param ledger SHA-256 of subjects' ids, hex. @returns how many users
 */
export async function eraseAgain(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
  ledger: ReadonlySet<string>,
): Promise<number> {
  await connection.query(
    `create temp table erased on commit drop as
      select h.account_id, h.subject_id from ${hadTable('subject_salt')} h
      where not exists (select from ${keyTable('subject_salt')} k where k.account_id = h.account_id and k.subject_id = h.subject_id)`,
  )
  for (const { account_id, id } of await listedIn(connection, ledger))
    await connection.query('insert into erased values ($1, $2)', [account_id, id])
  // As an erasure does: a key outlives its user as a revoked one, everything else of the user goes.
  await connection.query(`update public.api_keys k set revoked_at = coalesce(revoked_at, clock_timestamp()), version = version + 1, subject_id = null
    from erased e where k.account_id = e.account_id and k.subject_id = e.subject_id`)
  await connection.query(`delete from public.provider_grant g using public.connections c, erased e
    where g.connection_id = c.id and c.account_id = e.account_id and c.subject_id = e.subject_id`)
  for (const { name, columns } of tables.toReversed()) {
    if (columns.includes('account_id') && columns.includes('subject_id'))
      await connection.query(
        `delete from ${inPublic(name)} t using erased e where t.account_id = e.account_id and t.subject_id = e.subject_id`,
      )
  }
  const gone = await connection.query(
    'delete from public.subjects s using erased e where s.account_id = e.account_id and s.id = e.subject_id returning 1',
  )
  return gone.length
}

async function listedIn(
  connection: OwnerConnection,
  ledger: ReadonlySet<string>,
): Promise<{ account_id: string; id: string }[]> {
  if (ledger.size === 0) return []
  const hashes = [...ledger].map((hash) => Buffer.from(hash, 'hex'))
  return connection.query<{ account_id: string; id: string }>(
    `select account_id, id from public.subjects where sha256(convert_to(id::text, 'UTF8')) = any ($1)`,
    [hashes],
  )
}
