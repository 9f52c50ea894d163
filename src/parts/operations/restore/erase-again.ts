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
  await erasePeopleAgain(connection, tables)
  // Answers of a day, kept for who asks twice, may name them.
  if (tables.some(({ name }) => name === 'idempotent_request'))
    await connection.query('delete from public.idempotent_request where exists (select from erased)')
  const gone = await connection.query(
    'delete from public.subjects s using erased e where s.account_id = e.account_id and s.id = e.subject_id returning 1',
  )
  await connection.query('delete from public.accounts a using erased_person e where a.id = e.account_id')
  return gone.length
}

/** A person's account went as a whole, with users of its own: so do all rows that name it. The home account never does. */
async function erasePeopleAgain(
  connection: OwnerConnection,
  tables: readonly CataloguedTable[],
): Promise<void> {
  await connection.query(`create temp table erased_person on commit drop as
    select e.account_id from erased e join public.accounts a on a.id = e.account_id and a.kind = 'person' where e.subject_id = e.account_id`)
  if (tables.some(({ columns }) => columns.includes('acting_operator')))
    await connection.query(
      'update public.person_session s set acting_operator = null from erased_person e where s.acting_operator = e.account_id',
    )
  for (const { name, columns } of tables.toReversed()) {
    if (columns.includes('account_id') && name !== 'subjects')
      await connection.query(
        `delete from ${inPublic(name)} t using erased_person e where t.account_id = e.account_id`,
      )
  }
  await connection.query(
    'insert into erased select s.account_id, s.id from public.subjects s join erased_person e on e.account_id = s.account_id where s.id <> s.account_id',
  )
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
