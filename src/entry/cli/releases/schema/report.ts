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
    format === 'human' || format === 'json' ? humanOf(terminal, report) : await textOf(report, format)
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

/** A row for each finding; columns are only ever added at the end. */
const plainOf = ({ findings, level, score }: SchemaReport): string =>
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
  ])

type Paint = Terminal['paint']

function humanOf({ paint }: Terminal, report: SchemaReport): string {
  const { level, score, findings, findingsTotal, ignored, migration, lockRules, notes } = report
  return [
    `${paint.bold(level)}, ${score} of 100`,
    ...(findings.length === 0
      ? ['Nothing to object to.']
      : findings.map((finding) => findingText(paint, finding))),
    ...(findingsTotal > findings.length ? [`…and ${findingsTotal - findings.length} more.`] : []),
    ...ignored.map(
      ({ rule, place, reason }) => `${rule} at ${placeOf(place)} is answered there: ${printable(reason)}`,
    ),
    ...(migration ? [reachText(migration)] : []),
    ...(lockRules.reason === null ? [] : [printable(lockRules.reason)]),
    ...notes.map(printable),
  ].join('\n\n')
}

const placeOf = ({ file, line }: { file: string; line: number }): string => printable(`${file}:${line}`)

function findingText(paint: Paint, finding: SchemaReport['findings'][number]): string {
  const { rule, severity, title, place, message, remedy, sql } = finding
  return [
    `${paint.bold(rule)} ${paint.dim(`${Math.ceil(severity)}`)} ${placeOf(place)}  ${title}`,
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
