import type { Query, Server } from './server.ts'
import { wholeNumber } from './whole-number.ts'

// The server's own limit of a page.
const longestPage = 100

/** Most rows that a list is asked for. */
export const mostRows = 10_000

/** Reads `--limit`. */
export const rowLimit = wholeNumber(1, mostRows)

export const moreWords = (limit: number): string =>
  `There are more; see them with --limit ${Math.min(mostRows, limit * 4)}.`

/** The first `limit` rows of a paged list, however many pages they take. */
export async function firstRows<Name extends string, Row>(
  server: Server,
  address: string,
  name: Name,
  limit: number,
  query: Query = {},
): Promise<{ rows: Row[]; hasMore: boolean }> {
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
    if (page.nextCursor === null || rows.length >= limit) return { rows, hasMore: page.nextCursor !== null }
    cursor = page.nextCursor
  }
}
