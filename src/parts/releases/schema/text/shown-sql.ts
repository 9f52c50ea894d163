import { replaced } from './scan.ts'
import { looksSecret } from './secrets.ts'
import { scanSql } from './sql-scan.ts'

/** Statements whose constants are passwords and addresses. */
const ofConnections = /\b(?:role|user|group|subscription|server|mapping|password|connection)\b/i

/** A statement as it may be shown and kept (X11): without comments, and with `'…'` for each constant that may be secret. */
export function shownSql(sql: string): string {
  const { bare, comments, constants } = scanSql(sql)
  const hidden = ofConnections.test(bare)
    ? constants
    : constants.filter(({ start, end }) => looksSecret(sql.slice(start, end)))
  return replaced(sql, [...comments, ...hidden], (stretch) =>
    /^(?:--|\/\*)/.test(stretch) ? ' ' : "'…'",
  ).trim()
}
