import type { Query, Server } from './server.ts'

// The server's own limit of a page.
const longestPage = 100

/** The first `limit` rows of a paged list, however many pages they take. */
export async function firstRows<Name extends string, Row>(
  server: Server,
  address: string,
  name: Name,
  limit: number,
  query: Query = {},
): Promise<{ rows: Row[]; nextCursor: string | null }> {
  const rows: Row[] = []
  let cursor: string | undefined
  for (;;) {
    const wanted = Math.min(longestPage, limit - rows.length)
    const page = await server.get<Record<Name, Row[]> & { nextCursor: string | null }>(address, {
      ...query,
      limit: wanted,
      cursor,
    })
    rows.push(...page[name])
    if (page.nextCursor === null || rows.length >= limit) return { rows, nextCursor: page.nextCursor }
    cursor = page.nextCursor
  }
}
