import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { takeConnections } from './import-connections.ts'
import { sourceKeyOf } from './import-key.ts'
import type { ImportOptions } from './import-run.ts'
import { credentialsOf003 } from './import-source.ts'

interface Options extends ImportOptions {
  saltFile?: string
}

// What the old system takes when nobody set one.
const defaultSalt = 'default-salt-change-in-production'

export function addImport003(imports: Command, cli: Cli): void {
  const command = imports
    .command('003')
    .description('Take over the credentials of the KPI backend that are API keys, each for its user.')
    .requiredOption('--from <place>', 'its database, or a plain dump or CSV file of credentials')
    .option(
      '--salt-file <path>',
      'its ENCRYPTION_KEY_SALT, or its .env (default: ENCRYPTION_KEY_SALT, else the one it takes when none is set)',
    )
    .option('--dry-run', 'open everything and store nothing')
  examples(command, [
    ['import 003 --from $OLD_DB --salt-file old/.env --dry-run', 'look first'],
    ['import 003 --from $OLD_DB --salt-file old/.env', 'take them over'],
  ])
  actOnServer<Options>(cli, command, importFrom)
}

function importFrom(context: ServerContext, _operands: readonly string[], options: Options) {
  const key = sourceKeyOf(context.environment, options.saltFile, ['ENCRYPTION_KEY_SALT'])
  const salt = key.values.ENCRYPTION_KEY_SALT
  let deleted = 0
  return takeConnections(context, options, {
    send: (batch) =>
      context.server.post('/api/imports/003', { body: { salt: salt ?? defaultSalt, ...batch } }),
    table: credentialsOf003,
    isWanted({ deletedAt }) {
      if (deletedAt !== null) deleted++
      return deletedAt === null
    },
    keyFrom: salt === undefined ? 'the salt that the old system takes when none is set' : key.from,
    burns: false,
    left: () => (deleted > 0 ? [`Not imported: ${deleted} that the old system had deleted.`] : []),
  })
}
