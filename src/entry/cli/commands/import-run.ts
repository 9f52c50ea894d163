import { confirmed } from '../confirm.ts'
import type { ServerContext } from '../command.ts'
import { credentialOf } from '../credential.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'
import type { ImportFailure } from './import-report.ts'
import { openSource } from './import-open.ts'
import type { Row, Source, Table } from './import-source.ts'

export interface ImportOptions {
  from: string
  dryRun?: boolean
  yes?: boolean
}

/** An API key may be for a server elsewhere, and the old system's key would go there before it is refused. */
export function refuseOtherCallers({ environment }: ServerContext): void {
  const { kind, from } = credentialOf(environment)
  if (kind !== 'operator')
    throw new Trouble('Only the operator imports, on the machine of the server.', {
      exitCode: exitCodes.refused,
      hint: `Unset ${from}.`,
    })
}

/** Opens what `--from` names for as long as `work` takes. */
export async function withSource<T>(from: string, work: (source: Source) => Promise<T>): Promise<T> {
  const source = await openSource(from)
  try {
    return await work(source)
  } finally {
    await source.close()
  }
}

/** A refresh token may be in use at that database. */
export async function mindTheOldSystem(
  context: ServerContext,
  { otherConnections: count }: Source,
  { dryRun, yes }: ImportOptions,
): Promise<void> {
  if (count === 0) return
  const found = `${count} other connection${count === 1 ? ' is' : 's are'} open to that database, as a system that still runs has.`
  const why =
    'Two owners of one refresh token burn it: the first refresh of the one ends the token of the other.'
  if (dryRun) context.terminal.warn(`${found} ${why} Stop the old system before you import.`)
  else await confirmed(context, { question: `${found} ${why} Import all the same?`, yes })
}

// As many as the server takes at once.
const batchRows = 20

export interface Sent<Taken> {
  read: number
  taken: Taken[]
  failures: ImportFailure[]
}

/**
 * Sends rows to the server, as many at once as it takes.
 * @param take one request; what the server answers
 * @param isWanted rows that are not are neither sent nor counted
 */
export async function sendRows<Name extends string, Taken>(
  source: Source,
  table: Table<Name>,
  take: (rows: Row<Name>[]) => Promise<{ taken: Taken[]; failures: ImportFailure[] }>,
  isWanted: (row: Row<Name>) => boolean = () => true,
): Promise<Sent<Taken>> {
  const sent: Sent<Taken> = { read: 0, taken: [], failures: [] }
  let batch: Row<Name>[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    const { taken, failures } = await take(batch)
    sent.taken.push(...taken)
    sent.failures.push(...failures)
    batch = []
  }
  for await (const row of source.rows(table)) {
    if (!isWanted(row)) continue
    sent.read++
    batch.push(row)
    if (batch.length === batchRows) await flush()
  }
  await flush()
  return sent
}
