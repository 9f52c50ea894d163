import type { Report, ReportedFinding } from '../report/report.ts'
import { gravityOf, lostPlace } from './words.ts'

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

/** Lines that a CI's runner makes marks of, at the schema's lines. What stands in a schema can begin no line of its own. */
export const annotationsOf = ({ findings, migration }: Pick<Report, 'findings' | 'migration'>): string =>
  [...(migration?.reachesTarget === false ? [missed(migration)] : []), ...findings.map(marked)].join('')

function marked(finding: ReportedFinding): string {
  const { rule, baseSeverity, title, place } = finding
  const properties = `file=${property(place.file)},line=${place.line},title=${property(`${rule}: ${title}`)}`
  return `::${commands[gravityOf(baseSeverity)]} ${properties}::${text(wordsOf(finding))}\n`
}

/** Of statements that are left out; the report has more. */
const missingShown = 5

/** At no line, as it is about what is written nowhere. */
function missed({ path, missing }: NonNullable<Report['migration']>): string {
  const words = [`${path} does not lead where Prisma would.`, ...leftOut(missing)].join('\n')
  return `::warning title=${property('The migration does not lead to the schema')}::${text(words)}\n`
}

const leftOut = (missing: readonly string[]): string[] =>
  missing.length === 0
    ? []
    : [
        'It leaves out:',
        ...missing.slice(0, missingShown),
        ...(missing.length > missingShown ? [`…and ${missing.length - missingShown} more`] : []),
      ]

function wordsOf(finding: ReportedFinding): string {
  const { message, remedy, sql } = finding
  const before = lostPlace(finding)
  return [
    `${message} ${remedy}`,
    ...(before ? [`It stood at ${before.file}:${before.line}.`] : []),
    ...(sql === null ? [] : [sql]),
  ].join('\n')
}

const text = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (value: string): string => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
