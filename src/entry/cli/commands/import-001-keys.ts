import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { usageTrouble } from '../trouble.ts'
import { tellImport } from './import-report.ts'
import { type ImportOptions, refuseOtherCallers, sendRows, withSource } from './import-run.ts'
import { keysOf001 } from './import-source.ts'

interface Options extends ImportOptions {
  map?: string[]
}

export function addImport001Keys(imports: Command, cli: Cli): void {
  const command = imports
    .command('001-keys')
    .description('Take over the API keys of the receipts API (mk_live_...). They go on working as they are.')
    .requiredOption('--from <place>', 'its database, or a plain dump or CSV file of api_keys')
    .option(
      '--map <scopes...>',
      'what a scope of theirs allows here besides, such as search:read=connections:read (default: nothing)',
    )
    .option('--dry-run', 'read everything and store nothing')
  examples(command, [
    ['import 001-keys --from $OLD_DB --dry-run', 'look first'],
    ['import 001-keys --from $OLD_DB --map search:read=connections:read', 'take them over'],
  ])
  actOnServer<Options>(cli, command, importFrom)
}

async function importFrom(
  context: ServerContext,
  _operands: readonly string[],
  { from, map: pairs = [], dryRun = false }: Options,
) {
  refuseOtherCallers(context)
  const map = scopeMap(pairs)
  const { read, taken, failures } = await withSource(from, (source) =>
    sendRows(source, keysOf001, async (rows) => {
      const { keys, failures } = await context.server.post('/api/imports/001-keys', {
        body: { map, dryRun, rows },
      })
      return { taken: keys, failures }
    }),
  )
  return tellImport(context, {
    read,
    taken: taken.map(({ id, outcome, keyId }) => ({ id, outcome, hereId: keyId })),
    failures,
    dryRun,
    outcomes: ['imported', 'unchanged', 'skipped'],
    becomes: 'KEY',
    keyFrom: null,
    source: {},
    json: { keys: taken },
    nothing: 'Nobody ever made a key there: there is nothing to import.',
    remarks: () => [
      ...(taken.some(({ outcome }) => outcome === 'skipped') ? ['Skipped: keys that had ended there.'] : []),
      ...(pairs.length === 0 && taken.some(({ outcome }) => outcome === 'imported')
        ? ['None of these may read connections here. To allow it, name it with --map when they are imported.']
        : []),
    ],
  })
}

/** `theirs=ours`, or `theirs=ours,ours`; the server knows which there are. */
function scopeMap(pairs: readonly string[]): Record<string, string[]> {
  const map: Record<string, string[]> = {}
  for (const pair of pairs) {
    const [, theirs, ours] = /^([a-z]+:[a-z]+)=([a-z:]+(?:,[a-z:]+)*)$/.exec(pair) ?? []
    if (!theirs || !ours)
      throw usageTrouble(`--map does not take "${pair}".`, 'Write it as search:read=connections:read.')
    map[theirs] = [...(map[theirs] ?? []), ...ours.split(',')]
  }
  return map
}
