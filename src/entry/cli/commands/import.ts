import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { credentialOf } from '../credential.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type SourceKey, sourceKeyOf } from './import-key.ts'
import { type ImportReport, tellImport } from './import-report.ts'
import type { FoundSource, SourceRow } from './import-source.ts'
import type { Server } from '../server.ts'
import { Trouble } from '../trouble.ts'

interface ImportOptions {
  from: string
  encryptionKeyFile?: string
  dryRun?: boolean
  yes?: boolean
}

export function addImport(program: Command, cli: Cli): void {
  const imports = program.command('import').description('Take over connected accounts from another system.')
  examples(imports, [['import 002 --from $OLD_DB --dry-run', 'look first']])
  const command = imports
    .command('002')
    .description(
      'Take over the account that the Strava statistics backend connected. Stop that system first.',
    )
    .requiredOption('--from <address>', 'its database; the password is better in PGPASSWORD')
    .option(
      '--encryption-key-file <path>',
      'its ENCRYPTION_KEY, or its .env (default: ENCRYPTION_KEY, else the server’s)',
    )
    .option('--dry-run', 'open everything and store nothing')
    .option('-y, --yes', 'do not ask when somebody is still connected to that database')
  examples(command, [
    ['import 002 --from $OLD_DB --encryption-key-file old/.env --dry-run', 'look first'],
    ['import 002 --from $OLD_DB --encryption-key-file old/.env', 'take it over'],
  ])
  actOnServer<ImportOptions>(cli, command, importFrom)
}

async function importFrom(
  context: ServerContext,
  _operands: readonly string[],
  { from, encryptionKeyFile, dryRun = false, yes }: ImportOptions,
): Promise<ExitCode> {
  refuseOtherCallers(context)
  const { readSource } = await import('./import-source.ts')
  const key = sourceKeyOf(context.environment, encryptionKeyFile)
  const source = await readSource(from)
  await mindTheOldSystem(context, source, dryRun, yes)
  const report = await send(context.server, source.rows, key, dryRun)
  tellImport(context, { ...report, source, key, dryRun })
  return report.failures.length > 0 ? exitCodes.failed : exitCodes.done
}

/** An API key may be for a server elsewhere, and the old system's key would go there before it is refused. */
function refuseOtherCallers({ environment }: ServerContext): void {
  const { kind, from } = credentialOf(environment)
  if (kind !== 'operator')
    throw new Trouble('Only the operator imports, on the machine of the server.', {
      exitCode: exitCodes.refused,
      hint: `Unset ${from}.`,
    })
}

async function mindTheOldSystem(
  context: ServerContext,
  { otherConnections: count }: FoundSource,
  dryRun: boolean,
  yes: boolean | undefined,
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

async function send(
  server: Server,
  rows: readonly SourceRow[],
  { key }: SourceKey,
  dryRun: boolean,
): Promise<ImportReport> {
  const report: ImportReport = { connections: [], failures: [] }
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch = { encryptionKey: key, dryRun, rows: rows.slice(at, at + batchRows) }
    const { connections, failures } = await server.post<ImportReport>('/api/imports/002', batch)
    report.connections.push(...connections)
    report.failures.push(...failures)
  }
  return report
}
