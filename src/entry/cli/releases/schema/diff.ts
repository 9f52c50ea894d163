import { type Command, InvalidArgumentError } from 'commander'
import type { SchemaReport } from '../../../../parts/releases/index.ts'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import type { Answer } from '../../server.ts'
import { usageTrouble } from '../../trouble.ts'
import { choice } from '../choices.ts'
import { addEnvelope, envelopeOf, type Named, runHere } from '../envelope.ts'
import { migrationsOf } from './migrations.ts'
import { answerReport, type Format, formats } from './report.ts'
import type { SchemaFile, Side } from './side.ts'
import { type Sides, sidesOf } from './sides.ts'

/** The server's report, and where it is kept. The document tells a rule as text, since a kept one may not be known any more. */
type Compared = SchemaReport & Pick<Answer<'post', '/internal/schema/diff'>, 'id' | 'repository'>

interface DiffOptions extends Named {
  migration?: readonly string[]
  new?: true
  rows?: Readonly<Record<string, number>>
  format: Format
  failOn: (typeof levels)[number] | 'never'
  failOnMissing?: true
}

const levels = ['low', 'medium', 'high', 'critical'] as const

/** `schema diff` (X10) */
export function addDiff(command: Command, cli: Cli): void {
  command
    .argument(
      '<base>',
      'the schema before: a .prisma file, a folder of them, or git:REF:path, from the root of the repository (./path: from here)',
    )
    .argument('<target>', 'the schema after, the same way')
    .description(
      'What a migration between two Prisma schemas would do to the rows and to others. Exit code 1 from a level on.',
    )
    .option(
      '--migration <path>',
      'the SQL that was written for it, again for each file, or a folder: what in it is new or other since the base',
      more,
    )
    .option('--rows <table=n>', 'rows of a table, again for each: small ones lock shortly', rows)
    .addOption(choice('--format <format>', 'how it is told', formats).default('human'))
    .addOption(
      choice('--fail-on <level>', 'from which level on the exit code is 1', [...levels, 'never']).default(
        'high',
      ),
    )
    .option('--fail-on-missing', 'exit code 1, too, where the migration does not lead to the schema after')
    .option('--new', 'the schema is a new one, and none of those that the base has')
  addEnvelope(command, 'repository', 'commit', 'branch', 'pr', 'run')
  examples(command, [
    ['schema diff old.prisma new.prisma', 'two files'],
    ['schema diff git:main:prisma/schema.prisma prisma/schema.prisma', 'a schema, and what it was'],
    ['schema diff git:origin/main:prisma prisma', 'a folder, where the settings of Prisma name that'],
    ['schema diff git:main:a.prisma a.prisma --migration migrations', 'with what was written for it'],
    ['schema diff a.prisma b.prisma --rows Order=900000', 'with its size'],
    ['schema diff a.prisma b.prisma --format sarif > out.sarif', 'for a code host'],
  ])
  actOnServer<DiffOptions>(cli, command, async (context, [base, target], options) => {
    if (options.failOnMissing && !options.migration)
      throw usageTrouble('--fail-on-missing needs a migration.', 'Name it: --migration prisma/migrations')
    const sides = await sidesOf(base!, target!, options.new)
    if (sides.isNew) context.terminal.say(`${base} is not there: the schema is taken for a new one.`)
    const { files: migration, changed } = await migrationsOf(options.migration ?? [], sides.base)
    for (const path of changed) context.terminal.warn(changedNote(path))
    const compared = await compare(context, sides, migration, options)
    await answerReport(context.terminal, compared, formatOf(context, options))
    return exitCodeOf(compared, options)
  })
}

const changedNote = (path: string): string =>
  `${path} was changed since the base, and is judged as a new one. A database where it ran already does not run it again.`

/** Reads an option that may be given again. */
const more = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** Reads `--rows`, once more for each table. */
function rows(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, table, count] = /^([^=]+)=(\d{1,15})$/.exec(text) ?? []
  if (table !== undefined) return { ...before, [table]: Number(count) }
  throw new InvalidArgumentError('Give a table and its rows, such as Order=900000.')
}

/** The form that every command has wins over this one's. */
const formatOf = ({ terminal }: ServerContext, { format }: DiffOptions): Format =>
  terminal.form === 'json' ? 'json' : format

function compare(
  { server, environment }: ServerContext,
  { base, target }: Sides,
  migration: SchemaFile[],
  { rows: rowCounts = {}, ...named }: DiffOptions,
): Promise<Compared> {
  const envelope = envelopeOf(named, runHere(environment))
  return server.post('/internal/schema/diff', {
    body: {
      ...envelope,
      baseSchema: sent(base),
      targetSchema: sent(target),
      ...(migration.length > 0 && { migration }),
      rowCounts,
    },
  }) as Promise<Compared>
}

/** A schema that was not there yet is an empty one. */
const sent = ({ files }: Side): string | SchemaFile[] => (files.length === 0 ? '' : files)

async function exitCodeOf(
  { level, migration }: Compared,
  { failOn, failOnMissing }: DiffOptions,
): Promise<ExitCode> {
  const { exitLevel } = await import('../../../../parts/releases/index.ts')
  // One that could not be read is none that leads there.
  const isMissing = failOnMissing === true && migration?.reachesTarget !== true
  return isMissing || exitLevel(level, failOn) === 1 ? exitCodes.failed : exitCodes.done
}
