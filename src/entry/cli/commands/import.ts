import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { addImport000 } from './import-000.ts'
import { addImport001Keys } from './import-001-keys.ts'
import { addImport003 } from './import-003.ts'
import { addImportPeople } from './import-people.ts'
import { takeConnections } from './import-connections.ts'
import { sourceKeyOf } from './import-key.ts'
import type { ImportOptions } from './import-run.ts'
import { authOf002, leftOf002 } from './import-source.ts'

interface Options extends ImportOptions {
  encryptionKeyFile?: string
}

export function addImport(program: Command, cli: Cli): void {
  const imports = program
    .command('import')
    .description('Take over connected accounts, API keys and people from another system.')
  examples(imports, [
    ['import 000 --from $OLD_DB --dry-run', 'look first'],
    ['import 001-keys --from $OLD_DB --dry-run', 'the same for API keys'],
  ])
  addImport000(imports, cli)
  addImport001Keys(imports, cli)
  addImport002(imports, cli)
  addImport003(imports, cli)
  addImportPeople(imports, cli)
}

function addImport002(imports: Command, cli: Cli): void {
  const command = imports
    .command('002')
    .description(
      'Take over the account that the Strava statistics backend connected. Stop that system first.',
    )
    .requiredOption(
      '--from <place>',
      'its database, or a plain dump or CSV file of strava_auth; the password is better in PGPASSWORD',
    )
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
  actOnServer<Options>(cli, command, importFrom)
}

function importFrom(context: ServerContext, _operands: readonly string[], options: Options) {
  const { values, from } = sourceKeyOf(context.environment, options.encryptionKeyFile, ['ENCRYPTION_KEY'])
  const encryptionKey = values.ENCRYPTION_KEY
  return takeConnections(context, options, {
    send: (batch) => context.server.post('/api/imports/002', { body: { encryptionKey, ...batch } }),
    table: authOf002,
    keyFrom: from,
    burns: true,
    async countLeft(source) {
      return {
        statistics: await source.count(leftOf002.statistics),
        activities: await source.count(leftOf002.activities),
      }
    },
    left: ({ statistics, activities }, isAnyHere) =>
      isAnyHere
        ? [
            `Not imported: ${activities ?? 'the'} activities and ${statistics ?? 'the'} cached statistics. The first sync fetches them anew.`,
          ]
        : [],
  })
}
