import type { Statement } from '../changes/change.ts'
import { ignoresOf, isMistyped } from '../text/ignore.ts'
import type { Ignore } from '../text/ignores.ts'
import { lineCounter, type SchemaFile } from '../text/schema-file.ts'
import { maskSecrets } from '../text/secrets.ts'
import { scanSql } from '../text/sql-scan.ts'

/** A comment of a migration: it answers for the statement that it stands above, or beside; null: there is none. */
export type ScriptIgnore = Ignore & { statementLine: number | null }

/** Comments of one file of an author's migration. */
export function ignoresInScript({ path, content }: SchemaFile, script: readonly Statement[]): ScriptIgnore[] {
  const lineOf = lineCounter(content)
  const lines = script.flatMap(({ place }) => (place?.file === path ? place.line : []))
  // Comments and statements come in order: the lines are walked once.
  let next = 0
  return scanSql(content).comments.flatMap(({ start, end }) => {
    const said = ignoresOf(maskSecrets(content.slice(start, end)))
    if (said.length === 0) return []
    const line = lineOf(start)
    const isAlone = content.slice(content.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
    while (next < lines.length && lines[next]! < line) next += 1
    const statementLine = lines[isAlone || lines[next] === line ? next : next - 1] ?? null
    return said.map((each) => ({ ...each, file: path, line, statementLine }))
  })
}

/** Lines of comments that read like an answer and are none. */
export function mistypedInScript({ content }: SchemaFile): number[] {
  const lineOf = lineCounter(content)
  return scanSql(content)
    .comments.filter(({ start, end }) => isMistyped(content.slice(start, end)))
    .map(({ start }) => lineOf(start))
}
