import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { usageTrouble } from '../trouble.ts'
import { tellImport } from './import-report.ts'
import { type ImportOptions, refuseOtherCallers, sendRows, withSource } from './import-run.ts'
import { type Table, usersOf004 } from './import-source.ts'

interface Options extends ImportOptions {
  table?: string
  columns?: string[]
}

type Column = keyof typeof usersOf004.columns
const ourNames = Object.keys(usersOf004.columns) as Column[]
const mustHave: ReadonlySet<string> = new Set<Column>(['id', 'address'])

export function addImportPeople(imports: Command, cli: Cli): void {
  const command = imports
    .command('people')
    .description(
      'Take over people with their passwords and authenticator apps. They sign in as before; nobody gets a mail.',
    )
    .requiredOption(
      '--from <place>',
      'a database, or a plain dump or CSV file; the password is better in PGPASSWORD',
    )
    .option('--table <name>', 'the table of people there', usersOf004.table)
    .option(
      '--columns <pairs...>',
      `what a column is called there, such as passwordHash=password, or nothing where there is none (factorSecret=). Ours: ${ourNames.map((name) => `${name}=${usersOf004.columns[name]}`).join(', ')}`,
    )
    .option('--dry-run', 'look at everything and store nothing')
  examples(command, [
    ['import people --from $OLD_DB --dry-run', 'look first'],
    ['import people --from $OLD_DB --columns passwordHash=hash', 'take them over'],
    ['import people --from a.csv --columns hasFactor= factorSecret=', 'without 2FA'],
  ])
  actOnServer<Options>(cli, command, importFrom)
}

async function importFrom(context: ServerContext, _operands: readonly string[], options: Options) {
  refuseOtherCallers(context)
  const { from, dryRun = false } = options
  const table = tableFrom(options)
  const { read, taken, failures } = await withSource(from, (source) =>
    sendRows(source, table, async (rows) => {
      const { people, failures } = await context.server.post('/api/imports/people', {
        body: { dryRun, rows },
      })
      return { taken: people, failures }
    }),
  )
  const isAny = (outcome: string) => taken.some((person) => person.outcome === outcome)
  return tellImport(context, {
    read,
    taken: taken.map(({ id, outcome, personId }) => ({ id, outcome, hereId: personId })),
    failures,
    dryRun,
    outcomes: ['imported', 'unchanged'],
    becomes: 'PERSON',
    keyFrom: null,
    source: {},
    json: { people: taken },
    nothing: 'Nobody ever signed up there: there is nothing to import.',
    remarks: (first) => [
      ...(isAny('unchanged')
        ? ['Unchanged: somebody here has the address, and what that account has stays as it is.']
        : []),
      ...(isAny('imported')
        ? ['Nobody has sessions or recovery codes from there: everybody signs in anew.']
        : []),
      ...(first === undefined ? [] : [`To look at one: keyhold people show ${first}`]),
    ],
  })
}

/** @throws Trouble for a pair that is none */
function tableFrom({ table = usersOf004.table, columns: pairs = [] }: Options): Table<Column> {
  const columns: Record<Column, string> = { ...usersOf004.columns }
  for (const pair of pairs) {
    const [, ours, theirs = ''] = /^(\w+)=(.*)$/.exec(pair) ?? []
    if (!ourNames.includes(ours as Column) || (mustHave.has(ours!) && theirs === ''))
      throw usageTrouble(
        `--columns does not take "${pair}".`,
        `Write it as passwordHash=password. Ours are ${ourNames.join(', ')}; id and address must be there.`,
      )
    columns[ours as Column] = theirs
  }
  const mayLack = ourNames.filter((name) => !mustHave.has(name))
  return { table, columns, longest: usersOf004.longest, mayLack }
}
