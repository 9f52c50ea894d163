import { median } from './figures.ts'
import { bareOf } from './reads.ts'
import type { Line, Report } from './report.ts'
import type { StormRound } from './storm.ts'

/** The report for a person. */
export function tableOf(report: Report): string {
  const { versions, loadAverage, commitMilliseconds, lines, storm, findings, wanted } = report
  const load = (values: number[]) => values.map((value) => value.toFixed(2)).join(' ')
  const parts = [
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' | '),
    `load average ${load(loadAverage.before)} before, ${load(loadAverage.after)} after`,
  ]
  if (lines.length > 0)
    parts.push(
      `single-row commit p50 ${commitMilliseconds.toFixed(2)} ms`,
      '',
      aligned([headings, ...lines.map(cells)]),
    )
  if (storm) {
    const { rounds } = storm
    const of = (figure: (round: StormRound) => number) => rounds.map(figure).toSorted((a, b) => a - b)
    const over = of((round) => round.overLatencyMilliseconds)
    parts.push(
      '',
      `storm: ${storm.readers} readers over ${storm.processes} processes, expired token, provider answers in ${storm.latencyMilliseconds} ms, ${rounds.length} rounds`,
      `  provider calls ${of((round) => round.providerCalls).join(' ')} | failed reads ${of((round) => round.failures).join(' ')} | last answer after latency, ms: median ${median(over).toFixed(0)}, ${over[0]!.toFixed(0)} to ${over.at(-1)!.toFixed(0)}`,
    )
  }
  for (const { title, lines } of findings) parts.push('', title, ...lines.map((line) => `  ${line}`))
  parts.push(
    '',
    ...wanted.map(({ text, isReached }) => `${isReached ? 'reached    ' : 'NOT reached'}  ${text}`),
  )
  return parts.join('\n')
}

const headings = [
  'callers',
  'processes',
  'server',
  'req/s',
  'x bare',
  'p50 ms',
  'p99 ms',
  'CPU us server',
  'CPU us postgres',
  'others',
  'failed',
]

const cells = (line: Line): string[] => [
  String(line.callers),
  String(line.processes),
  line.server,
  line.perSecond.toFixed(0),
  line.server === bareOf[line.server] ? '' : line.overBare.toFixed(2),
  line.p50Milliseconds.toFixed(2),
  line.p99Milliseconds.toFixed(2),
  line.serverMicroseconds?.toFixed(0) ?? '?',
  line.postgresMicroseconds?.toFixed(0) ?? '?',
  line.others === null ? '?' : `${(line.others * 100).toFixed(0)} %`,
  String(line.failures),
]

function aligned(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
