import type { FileFact } from '../facts/file-fact.ts'
import { anyOf, Budget } from '../facts/globs.ts'
import { isCode, isGenerated, isTest, schemaPaths } from '../facts/kinds.ts'
import { type Finding, finding, lookedAtInPart, many } from './finding.ts'
import type { Policy } from './policy.ts'

/** What the files alone say (P8). */
export function findingsIn(files: readonly FileFact[], policy: Policy): Finding[] {
  const budget = new Budget()
  const found = [
    ...sensitivePaths(files, policy, budget),
    ...missedTests(files, policy, budget),
    ...schemaChange(files),
  ]
  return budget.isSpent ? [...found, lookedAtInPart('sensitive-path', 'code-without-tests')] : found
}

function sensitivePaths(files: readonly FileFact[], { sensitive }: Policy, budget: Budget): Finding[] {
  return Object.entries(sensitive).flatMap(([area, patterns]) => {
    const fits = anyOf(patterns, budget)
    const paths = pathsOf(files).filter(fits)
    if (paths.length === 0) return []
    const text = `It touches ${many(paths.length, 'path')} that the policy calls sensitive: ${area}.`
    return [finding({ id: 'sensitive-path', severity: 'warning', text, area, paths })]
  })
}

/** A file that leaves a sensitive place is as much of a change there. */
const pathsOf = (files: readonly FileFact[]): string[] =>
  files.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]))

function missedTests(files: readonly FileFact[], policy: Policy, budget: Budget): Finding[] {
  const more = anyOf(policy.generated, budget)
  const own = files.filter((file) => !isGenerated(file, more))
  const code = own.filter(({ path, additions }) => isCode(path) && additions > 0)
  const codeLines = linesAdded(code)
  const testLines = linesAdded(own.filter(({ path }) => isTest(path)))
  if (codeLines < policy.leastCodeLines || testLines >= codeLines * policy.leastTestShare) return []
  const text =
    testLines === 0
      ? `It adds ${many(codeLines, 'line')} of code and none of tests.`
      : `It adds ${many(codeLines, 'line')} of code and ${many(testLines, 'line')} of tests.`
  return [
    finding({ id: 'code-without-tests', severity: 'warning', text, paths: code.map(({ path }) => path) }),
  ]
}

const linesAdded = (files: readonly FileFact[]): number =>
  files.reduce((sum, { additions }) => sum + additions, 0)

const isSchema = anyOf([...schemaPaths, '**/{schema,structure}.{sql,rb}'])

function schemaChange(files: readonly FileFact[]): Finding[] {
  const paths = pathsOf(files).filter(isSchema)
  if (paths.length === 0) return []
  const text = `It changes the database's schema in ${many(paths.length, 'file')}.`
  return [finding({ id: 'schema-change', severity: 'note', text, paths })]
}
