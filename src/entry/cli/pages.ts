import { wholeNumber } from './whole-number.ts'

// The server's own limit of a page.
const longestPage = 100

/** Most rows that a list is asked for. */
export const mostRows = 10_000

/** Reads `--limit`. */
export const rowLimit = wholeNumber(1, mostRows)

export const moreWords = (limit: number): string =>
  `There are more; see them with --limit ${Math.min(mostRows, limit * 4)}.`

type Page<Name extends string> = Record<Name, unknown[]> & { nextCursor: string | null }

/** Which rows are asked for, as every paged list takes it. */
interface Wish {
  limit: number
  cursor: string | undefined
}

/** The first `limit` rows of a paged list, however many pages they take. @param name what a page calls its rows */
export async function firstRows<Name extends string, Told extends Page<Name>>(
  name: Name,
  limit: number,
  ask: (wish: Wish) => Promise<Told>,
): Promise<{ rows: Told[Name][number][]; hasMore: boolean }> {
  const rows: Told[Name][number][] = []
  let cursor: string | undefined
  for (;;) {
    const wanted = Math.min(longestPage, limit - rows.length)
    const page = await ask({ limit: wanted, cursor })
    rows.push(...page[name])
    if (page.nextCursor === null || rows.length >= limit) return { rows, hasMore: page.nextCursor !== null }
    cursor = page.nextCursor
  }
}
