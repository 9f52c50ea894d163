import type { Found } from '../findings/finding.ts'
import type { Rename } from './find.ts'

/** D3, D4 and D5 of the renames that were found. */
export const renameFindings = (renames: readonly Rename[]): Found[] =>
  renames.map(({ kind, rule, table, from, to, score, sql }) => ({
    rule,
    table,
    columns: kind === 'column' ? [from] : [],
    detail: to,
    renamedTo: to,
    message: messageOf({ kind, rule, table, from, to, score }),
    sql,
  }))

function messageOf({ kind, rule, table, from, to, score }: Omit<Rename, 'sql'>): string {
  const what = kind === 'column' ? `${table}.${from}` : `The table ${from}`
  if (rule === 'D5')
    return `${what} is mapped to ${to} now: Prisma drops the old one and makes a new, empty one.`
  return `${what} is dropped and ${to} added, which look alike (${Math.round(score * 100)} of 100).`
}
