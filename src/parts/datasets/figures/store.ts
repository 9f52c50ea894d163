import type { World } from '../../../kit/world.ts'

interface Of {
  connectionId: string
  name: string
  accountId: string
}

export const saveFigure = (
  { sql }: World,
  { connectionId, name, accountId }: Of,
  figure: string,
  isPublic: boolean,
  { body, etag, goodUntil }: { body: unknown; etag: string; goodUntil: Date },
) => sql`
  insert into data_figure (connection_id, name, figure, is_public, account_id, body, etag, good_until)
  values (${connectionId}, ${name}, ${figure}, ${isPublic}, ${accountId}, ${JSON.stringify(body)}::json, ${etag}, ${goodUntil})
  on conflict (connection_id, name, figure, is_public) do update set body = excluded.body, etag = excluded.etag, good_until = excluded.good_until`

export async function figureBody(
  { sql }: World,
  { connectionId, name }: Of,
  figure: string,
  isPublic: boolean,
): Promise<unknown> {
  const [row] = await sql<{ body: unknown }>`
    select body from data_figure where connection_id = ${connectionId} and name = ${name} and figure = ${figure} and is_public = ${isPublic} limit 1`
  return row?.body
}

/** How fresh a data set is. */
export interface Freshness {
  fetchedAt: Date | null
  syncedAt: Date | null
  failures: number
}

export interface Figure extends Freshness {
  body: unknown
  etag: string
  goodUntil: Date
}

export async function findFigure(
  { sql }: World,
  { connectionId, name }: Of,
  figure: string,
  isPublic: boolean,
): Promise<Figure | undefined> {
  const [row] = await sql<Figure>`
    select f.body, f.etag, f.good_until as "goodUntil", d.fetched_at as "fetchedAt", d.synced_at as "syncedAt", d.failures
    from data_figure f join data_set d on d.connection_id = f.connection_id and d.name = f.name
    where f.connection_id = ${connectionId} and f.name = ${name} and f.figure = ${figure} and f.is_public = ${isPublic} limit 1`
  return row
}

export async function freshnessOf(
  { sql }: World,
  { connectionId, name }: Of,
): Promise<Freshness | undefined> {
  const [row] = await sql<Freshness>`
    select fetched_at as "fetchedAt", synced_at as "syncedAt", failures
    from data_set where connection_id = ${connectionId} and name = ${name} limit 1`
  return row
}
