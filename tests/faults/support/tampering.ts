import pg from 'pg'

/** One statement as the superuser, whom no policy binds. */
export async function asSuperuser<Row extends pg.QueryResultRow>(
  superUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: superUrl })
  // A server that goes down meanwhile fails the statement, which is told; the event alone would end the test.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** The token's life is over, as the row says it; no sweep takes it for due. Before any server has read it. */
export const expire = (superUrl: string, connectionId: string) =>
  asSuperuser(
    superUrl,
    `update connections set access_expires_at = now() - interval '1 second', soft_at = null where id = $1`,
    [connectionId],
  )
