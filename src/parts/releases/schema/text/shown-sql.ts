import { replaced, type Stretch } from './scan.ts'
import { looksSecret, nameOfSecret } from './secrets.ts'
import { scanSql } from './sql-scan.ts'

/** What describes tables, columns, types and indexes. Constants of any other statement are data. */
const describing =
  /^\s*(?:create\s+(?:unlogged\s+|(?:(?:global|local)\s+)?temp(?:orary)?\s+)?table|create\s+(?:unique\s+)?index|(?:create|alter)\s+(?:type|domain)|alter\s+table)\b/i

/** A table made of a query, a foreign one's connection, and what works values out anew: `USING pgp_sym_encrypt(…)`. */
const carrying = /^\s*create\s+(?:\w+\s+)*?table\b[^]*\bas\b|\boptions\b|^\s*alter\b[^]*\busing\b/i

/** A setting of a role, a database or the server needs no quotes: `SET app.jwt_secret = abc`. */
const setting = /^\s*alter\s+(?:role|user|group|database|system)\b[^;]*?\bset\b[\s\w.]*?(?:=|\bto\b)/i

/**
 * A statement as it may be shown and kept (X11): without comments, and with `'…'` for each constant but those that describe a
 * table, a column, a type or an index, and for those that may be secret even there.
 */
export function shownSql(sql: string): string {
  const { bare, comments, constants } = scanSql(sql)
  const set = setting.exec(bare)
  if (set) {
    const from = set[0].length
    const before = comments.filter(({ end }) => end <= from)
    return `${withoutConstants(sql.slice(0, from), before, [])} '…'`
  }
  const isShown = describing.test(bare) && !carrying.test(bare)
  const hidden = isShown ? constants.filter((each) => mayBeSecret(sql, each)) : constants
  return withoutConstants(sql, comments, hidden)
}

const withoutConstants = (sql: string, comments: readonly Stretch[], hidden: readonly Stretch[]): string =>
  replaced(sql, [...comments, ...hidden], (stretch) => (/^(?:--|\/\*)/.test(stretch) ? ' ' : "'…'")).trim()

/** As far as a column's name and type stand before its default. */
const reach = 200

function mayBeSecret(sql: string, { start, end }: Stretch): boolean {
  if (looksSecret(sql.slice(start, end))) return true
  const before = sql
    .slice(Math.max(0, start - reach), start)
    .split(/[,\n]/)
    .at(-1)!
  return /\bdefault\b/i.test(before) && nameOfSecret.test(before)
}
