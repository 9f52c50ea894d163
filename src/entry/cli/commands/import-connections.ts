import type { ServerContext } from '../command.ts'
import type { ExitCode } from '../exit-codes.ts'
import { invocation } from '../invocation.ts'
import { type ImportFailure, tellImport } from './import-report.ts'
import {
  type ImportOptions,
  mindTheOldSystem,
  refuseOtherCallers,
  type Sent,
  sendRows,
  withSource,
} from './import-run.ts'
import type { Row, Source, Table } from './import-source.ts'

/** What the server answers; /openapi.json has it too. */
interface Answer {
  connections: { id: string; outcome: string; connectionId: string | null }[]
  failures: ImportFailure[]
}

/** How connected accounts of one source are taken over. */
export interface Taking<Name extends string> {
  /** `/api/imports/...`. */
  address: string
  table: Table<Name>
  isWanted?: (row: Row<Name>) => boolean
  /** What goes along with every batch: the keys. */
  along: object
  keyFrom: string
  /** Whether it holds refresh tokens, which a second owner burns. */
  burns: boolean
  /** What else is there, counted: for programs, and in words. Before anything is sent. */
  countLeft?(source: Source): Promise<Record<string, number | null>>
  left(counts: Readonly<Record<string, number | null>>, isAnyHere: boolean): readonly string[]
}

export async function takeConnections<Name extends string>(
  context: ServerContext,
  options: ImportOptions,
  taking: Taking<Name>,
): Promise<ExitCode> {
  refuseOtherCallers(context)
  const dryRun = options.dryRun ?? false
  const { table, address, along, isWanted, burns } = taking
  const done = await withSource(options.from, async (source) => {
    if (burns) await mindTheOldSystem(context, source, options)
    const left = (await taking.countLeft?.(source)) ?? {}
    const sent: Sent<Answer['connections'][number]> = await sendRows(
      source,
      table,
      async (rows) => {
        const answer = await context.server.post<Answer>(address, { ...along, dryRun, rows })
        return { taken: answer.connections, failures: answer.failures }
      },
      isWanted,
    )
    return { ...sent, left, otherConnections: source.otherConnections }
  })
  const connections = done.taken
  return tellImport(context, {
    read: done.read,
    taken: connections.map(({ id, outcome, connectionId }) => ({ id, outcome, hereId: connectionId })),
    failures: done.failures,
    dryRun,
    outcomes: ['imported', 'renewed', 'unchanged'],
    becomes: 'CONNECTION',
    keyFrom: taking.keyFrom,
    source: { ...done.left, otherConnections: done.otherConnections },
    json: { connections },
    nothing: 'Nobody ever connected an account there: there is nothing to import.',
    remarks: (first) => [
      ...taking.left(done.left, connections.length > 0),
      ...(burns ? ['Keep the old system stopped: two owners of one refresh token burn it.'] : []),
      ...(first ? [`To check: ${invocation} token ${first}`] : []),
    ],
  })
}
