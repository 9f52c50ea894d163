import type { World } from '../../../../kit/world.ts'

export interface StoredSecret {
  id: string
  name: string
  value: Buffer
  generation: number
}

export async function findSecret(
  { sql }: World,
  accountId: string,
  name: string,
): Promise<StoredSecret | undefined> {
  const [row] = await sql<StoredSecret>`
    select id, name, value, generation::int from journey_secret where account_id = ${accountId} and name = ${name} limit 1`
  return row
}

/** In the place of the one of that name, if there was one: a new value is a new row. */
export async function putSecret(
  { sql, now }: World,
  accountId: string,
  { id, name, value }: Pick<StoredSecret, 'id' | 'name' | 'value'>,
): Promise<void> {
  await sql`delete from journey_secret where account_id = ${accountId} and name = ${name}`
  await sql`
    insert into journey_secret (account_id, id, name, value, created_at)
    values (${accountId}, ${id}, ${name}, ${value}, ${now()})`
}

/** @returns its id; undefined where there was none */
export async function deleteSecret(
  { sql }: World,
  accountId: string,
  name: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>`
    delete from journey_secret where account_id = ${accountId} and name = ${name} returning id`
  return row?.id
}

export const listSecrets = ({ sql }: World, accountId: string, limit: number) => sql<{
  name: string
  createdAt: Date
}>`
  select name, created_at as "createdAt" from journey_secret where account_id = ${accountId} order by name limit ${limit}`

/** Which of these names no secret is kept under. */
export async function missingOf(
  { sql }: World,
  accountId: string,
  names: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ name: string }>`
    select name from journey_secret where account_id = ${accountId} and name = any(${[...names]}::text[]) limit ${names.length}`
  return names.filter((name) => !rows.some((row) => row.name === name))
}
