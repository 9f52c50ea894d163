import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IdentifiedCase, identify } from './identity.ts'
import { readReport } from './read-report.ts'
import type { Report } from './report.ts'

const folder = join(import.meta.dirname, 'fixtures')

/** What a real reporter wrote; `fixtures/README.md` says which. */
export const fixture = (name: string): Buffer => readFileSync(join(folder, `${name}.report`))

export const fixtureNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.report'))
  .map((name) => name.replace('.report', ''))
  .toSorted()

/** Each test by its title, with a letter for each attempt: `FP` failed and then passed, `S` was skipped. */
export function attemptsOf(report: Report): Record<string, string> {
  const cases = identify(report, { repository: 'acme/app' })
  return Object.fromEntries(cases.map((one) => [titleOf(one), one.attempts.map(letterOf).join('')]))
}

const letterOf = ({ outcome }: { outcome: string }): string => outcome.charAt(0).toUpperCase()

const titleOf = ({ identity }: IdentifiedCase): string =>
  identity.project === null ? identity.title : `[${identity.project}] ${identity.title}`

export const readText = (text: string): Report => readReport(Buffer.from(text))
