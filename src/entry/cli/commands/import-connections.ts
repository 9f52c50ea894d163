import type { ServerContext } from '../command.ts'
import type { ExitCode } from '../exit-codes.ts'
import { invocation } from '../invocation.ts'
import { tellImport } from './import-report.ts'
import {
  type ImportOptions,
  mindTheOldSystem,
  refuseOtherCallers,
  type Sent,
  sendRows,
  withSource,
} from './import-run.ts'
import type { Row, Source, Table } from './import-source.ts'
import type { Answer } from '../server.ts'

type Answered = Answer<'post', `/api/imports/${'000' | '002' | '003'}`>

/** How connected accounts of one source are taken over. */
export interface Taking<Name extends string> {
  /** Sends a batch, with what goes along with each: the keys. */
  send(batch: { dryRun: boolean; rows: Row<Name>[] }): Promise<Answered>
  table: Table<Name>
  isWanted?: (row: Row<Name>) => boolean
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
  const { table, isWanted, burns } = taking
  const done = await withSource(options.from, async (source) => {
    if (burns) await mindTheOldSystem(context, source, options)
    const left = (await taking.countLeft?.(source)) ?? {}
    const sent: Sent<Answered['connections'][number]> = await sendRows(
      source,
      table,
      async (rows) => {
        const { connections, failures } = await taking.send({ dryRun, rows })
        return { taken: connections, failures }
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
