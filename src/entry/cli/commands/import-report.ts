import type { Context } from '../command.ts'
import { invocation } from '../invocation.ts'
import { plainRows, table } from '../table.ts'
import type { SourceKey } from './import-key.ts'
import type { FoundSource } from './import-source.ts'

/** What the server answers; /openapi.json has it too. */
export interface ImportReport {
  connections: { id: string; outcome: 'imported' | 'renewed' | 'unchanged'; connectionId: string | null }[]
  failures: { id: string; field: string | null; reason: string; text: string }[]
}

export interface Import extends ImportReport {
  source: FoundSource
  key: SourceKey
  dryRun: boolean
}

/** Rows to standard output; what to do next, and what was left behind, beside them. */
export function tellImport({ terminal }: Context, it: Import): void {
  const { source, dryRun, connections, failures } = it
  const counts = countsOf(it)
  const cells = [
    ...connections.map(({ id, outcome, connectionId }) => [id, outcome, connectionId ?? '-', '']),
    ...failures.map(({ id, field, reason, text }) => [
      id,
      'failed',
      '-',
      `${field ? `${field}: ` : ''}${reason}. ${text}`,
    ]),
  ]
  terminal.answer({
    json: {
      dryRun,
      ...counts,
      source: {
        rows: source.rows.length,
        statistics: source.statistics,
        activities: source.activities,
        otherConnections: source.otherConnections,
      },
      connections,
      failures,
    },
    plain: plainRows(cells),
    human: cells.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  for (const line of remarksOf(it, counts)) terminal.say(line)
}

const columns = [
  { title: 'ROW', isWhole: true },
  { title: 'OUTCOME', isWhole: true },
  { title: 'CONNECTION', isWhole: true },
  { title: 'WHY', isWhole: true },
]

type Counts = Record<'read' | 'imported' | 'renewed' | 'unchanged' | 'failed', number>

function countsOf({ source, connections, failures }: Import): Counts {
  const count = (outcome: string) => connections.filter((each) => each.outcome === outcome).length
  return {
    read: source.rows.length,
    imported: count('imported'),
    renewed: count('renewed'),
    unchanged: count('unchanged'),
    failed: failures.length,
  }
}

function remarksOf({ source, key, dryRun, connections, failures }: Import, counts: Counts): string[] {
  if (counts.read === 0) return ['Nobody ever connected an account there: there is nothing to import.']
  const { read, imported, renewed, unchanged, failed } = counts
  const isWrongKey = failures.length > 0 && failures.every(({ reason }) => reason === 'wrong_key')
  const first = connections[0]?.connectionId
  return [
    `${read} row${read === 1 ? '' : 's'} read: ${imported} imported, ${renewed} renewed, ${unchanged} unchanged, ${failed} failed.`,
    ...(isWrongKey ? [`No row opens with the key from ${key.from}.`] : []),
    ...(connections.length === 0
      ? []
      : [
          `Not imported: ${source.activities} activities and ${source.statistics} cached statistics. The first sync fetches them anew.`,
        ]),
    ...(dryRun ? ['It was a dry run: nothing is stored.'] : []),
    'Keep the old system stopped: two owners of one refresh token burn it.',
    ...(!dryRun && first ? [`To check: ${invocation} token ${first}`] : []),
  ]
}
