import type { Statement } from '../changes/change.ts'
import { ignoreIn } from '../text/ignore.ts'
import type { Ignore } from '../text/ignores.ts'
import { lineCounter, type SchemaFile } from '../text/schema-file.ts'
import { maskSecrets } from '../text/secrets.ts'
import { scanSql } from '../text/sql-scan.ts'

/** Comments of an author's migration: each answers for the statement that it stands above, or beside. */
export function ignoresInScript(
  { path, content }: SchemaFile,
  script: readonly Statement[],
): (Ignore & { statementLine: number })[] {
  const lineOf = lineCounter(content)
  const lines = script.flatMap((statement) => statement.line ?? [])
  return scanSql(content).comments.flatMap(({ start, end }) => {
    const said = ignoreIn(maskSecrets(content.slice(start, end)))
    if (!said) return []
    const line = lineOf(start)
    const isAlone = content.slice(content.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
    const statementLine = isAlone
      ? lines.find((each) => each >= line)
      : lines.findLast((each) => each <= line)
    return statementLine === undefined
      ? []
      : [{ ...said, file: path, line, model: null, field: null, statementLine }]
  })
}
