import type { Statement } from '../changes/change.ts'
import { type Ignore, ignoreIn } from '../text/ignores.ts'
import type { SchemaFile } from '../text/schema-file.ts'

/** Comments of an author's migration: each answers for the statement that it stands above, or beside. */
export function ignoresInScript(
  { path, content }: SchemaFile,
  script: readonly Statement[],
): (Ignore & { statementLine: number })[] {
  return content.split('\n').flatMap((text, index) => {
    const said = text.includes('--') ? ignoreIn(text.slice(text.indexOf('--'))) : null
    if (!said) return []
    const line = index + 1
    const isAlone = text.trimStart().startsWith('--')
    const lines = script.flatMap((statement) => statement.line ?? [])
    const statementLine = isAlone
      ? lines.find((each) => each >= line)
      : lines.findLast((each) => each <= line)
    return statementLine === undefined
      ? []
      : [{ ...said, file: path, line, model: null, field: null, statementLine }]
  })
}
