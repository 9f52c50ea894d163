import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { Trouble } from '../trouble.ts'
import { takeConnections } from './import-connections.ts'
import { sourceKeyOf } from './import-key.ts'
import type { ImportOptions } from './import-run.ts'
import { tokensOf000 } from './import-source.ts'

interface Options extends ImportOptions {
  keysFile?: string
}

const names = ['FALLBACK_ENCRYPTION_KEY', 'DATA_KEY_V1', 'DATA_KEY_V2'] as const

export function addImport000(imports: Command, cli: Cli): void {
  const command = imports
    .command('000')
    .description(
      'Take over the accounts that the token manager connected, each for its user. Stop that system first.',
    )
    .requiredOption('--from <place>', 'its database, or a plain dump or CSV file of its table of tokens')
    .option(
      '--keys-file <path>',
      'its FALLBACK_ENCRYPTION_KEY, or its .env; also DATA_KEY_V1 and DATA_KEY_V2, 64 hex digits each (default: FALLBACK_ENCRYPTION_KEY, else the server’s, with its KMS_KEY_V1 and KMS_KEY_V2)',
    )
    .option('--dry-run', 'open everything and store nothing')
    .option('-y, --yes', 'do not ask when somebody is still connected to that database')
  examples(command, [
    ['import 000 --from $OLD_DB --keys-file old/.env --dry-run', 'look first'],
    ['import 000 --from $OLD_DB --keys-file old/.env', 'take them over'],
    ['import 000 --from tokens.csv --keys-file old/.env', 'from a file'],
  ])
  actOnServer<Options>(cli, command, importFrom)
}

function importFrom(context: ServerContext, _operands: readonly string[], options: Options) {
  const { values, from } = sourceKeyOf(context.environment, options.keysFile, names)
  const wrong = names.find((name) => values[name] !== undefined && !/^[0-9a-f]{64}$/i.test(values[name]))
  if (wrong)
    throw new Trouble(`${wrong} from ${from} is not 64 hex digits.`, {
      hint: 'Give it as the old system had it; a data key in plain, not as KMS wrapped it.',
    })
  const { FALLBACK_ENCRYPTION_KEY: fallback, DATA_KEY_V1: first, DATA_KEY_V2: second } = values
  const dataKeys = { ...(first && { 1: first }), ...(second && { 2: second }) }
  const keys = { ...(fallback && { fallback }), ...((first ?? second) && { dataKeys }) }
  return takeConnections(context, options, {
    send: (batch) => context.server.post('/api/imports/000', { body: { keys, ...batch } }),
    table: tokensOf000,
    keyFrom: from,
    burns: true,
    left: () => [],
  })
}
