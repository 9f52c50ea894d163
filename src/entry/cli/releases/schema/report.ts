import { program } from '../../../../kit/program.ts'
import type { SchemaReport } from '../../../../parts/releases/index.ts'
import { plainRows } from '../../table.ts'
import type { Terminal } from '../../terminal.ts'
import { printable } from '../../printable.ts'

export const formats = ['human', 'json', 'sarif', 'markdown', 'github'] as const
export type Format = (typeof formats)[number]

/** Tells a report in one of its forms. Those for programs are the server's own, made here of the same answer. */
export async function answerReport(terminal: Terminal, report: SchemaReport, format: Format): Promise<void> {
  const human =
    format === 'human' || format === 'json' ? await humanOf(terminal, report) : await textOf(report, format)
  if (format === 'json' && terminal.form !== 'json')
    return terminal.answer({ json: {}, plain: '', human: JSON.stringify({ version: 1, ...report }) })
  const plain = format === 'human' ? plainOf(report) : human
  terminal.answer({ json: { ...report }, plain, human })
}

async function textOf(report: SchemaReport, format: 'sarif' | 'markdown' | 'github'): Promise<string> {
  const { annotationsOf, markdownOf, sarifOf } = await import('../../../../parts/releases/index.ts')
  if (format === 'sarif') return JSON.stringify(sarifOf(report, program))
  return (format === 'markdown' ? markdownOf(report) : annotationsOf(report)).trimEnd()
}

/** A row for each finding, and for what the migration leaves out; columns are only ever added at the end. */
const plainOf = ({ findings, level, score, migration }: SchemaReport): string =>
  plainRows([
    ['level', level, String(score)],
    ...findings.map(({ rule, severity, place, table, columns, message }) => [
      rule,
      String(severity),
      `${place.file}:${place.line}`,
      table ?? '',
      columns.join(' '),
      message,
    ]),
    ...(migration ? [['migration', migration.reachesTarget ? 'reaches' : 'misses', migration.path]] : []),
    ...(migration?.missing ?? []).map((statement) => ['missing', statement]),
  ])

type Paint = Terminal['paint']
type Finding = SchemaReport['findings'][number]

async function humanOf({ paint }: Terminal, report: SchemaReport): Promise<string> {
  const { lostPlace } = await import('../../../../parts/releases/index.ts')
  const { level, score, findings, findingsTotal, ignored, migration, lockRules, notes } = report
  return [
    `${paint.bold(level)}, ${score} of 100`,
    ...(findings.length === 0
      ? ['Nothing to object to.']
      : findings.map((finding) => findingText(paint, finding, lostPlace(finding)))),
    ...(findingsTotal > findings.length ? [`…and ${findingsTotal - findings.length} more.`] : []),
    ...ignored.map(answerText),
    ...(migration ? [reachText(migration)] : []),
    ...(lockRules.reason === null ? [] : [printable(lockRules.reason)]),
    ...notes.map(printable),
  ].join('\n\n')
}

const placeOf = ({ file, line }: { file: string; line: number }): string => printable(`${file}:${line}`)

function answerText(finding: SchemaReport['ignored'][number]): string {
  const { rule, reason, answeredAt } = finding
  const about = [rule, objectOf(finding)].filter((word) => word !== '').join(' ')
  return `${about} is answered${answeredAt ? ` at ${placeOf(answeredAt)}` : ''}: ${printable(reason)}`
}

/** Such as `User.email`, or `User (first, last)`; of the whole schema nothing. */
const objectOf = ({ table, columns }: Pick<Finding, 'table' | 'columns'>): string => {
  const names =
    columns.length > 1 ? ` (${columns.join(', ')})` : columns.map((column) => `.${column}`).join('')
  return printable(`${table ?? ''}${names}`)
}

function findingText(paint: Paint, finding: Finding, before: Finding['basePlace']): string {
  const { rule, severity, title, place, message, remedy, sql } = finding
  return [
    `${paint.bold(rule)} ${paint.dim(`${Math.ceil(severity)}`)} ${placeOf(place)}  ${title}`,
    ...(before ? [`  Before: ${placeOf(before)}`] : []),
    `  ${printable(message)}`,
    `  ${printable(remedy)}`,
    ...(sql === null ? [] : sql.split('\n').map((line) => `    ${printable(line)}`)),
  ].join('\n')
}

function reachText({ path, reachesTarget, missing, extra }: NonNullable<SchemaReport['migration']>): string {
  const lines = (title: string, statements: readonly string[]): string[] =>
    statements.length === 0
      ? []
      : [title, ...statements.map((statement) => `    ${printable(statement.replace(/\s+/g, ' '))}`)]
  return [
    `${printable(path)} ${reachesTarget ? 'does what Prisma would do.' : 'does not lead where Prisma would.'}`,
    ...lines('  It leaves out:', missing),
    ...lines('  It does besides:', extra),
  ].join('\n')
}
