import { readFileSync, statSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import type { SchemaReport } from '../../../../parts/releases/index.ts'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import { choice } from '../choices.ts'
import { addEnvelope, envelopeOf, type Named, runHere } from '../envelope.ts'
import { answerReport, type Format, formats } from './report.ts'
import { absent, type Side, sidesOf } from './side.ts'

/** What the server answers: its report, and where it is kept. */
export type Compared = SchemaReport & { id: string | null; repository: string | null }

interface DiffOptions extends Named {
  migration?: Migration
  rows?: Readonly<Record<string, number>>
  format: Format
  failOn: (typeof levels)[number] | 'never'
}

const levels = ['low', 'medium', 'high', 'critical'] as const

/** `schema diff` (X10) */
export function addDiff(command: Command, cli: Cli): void {
  command
    .argument('<base>', 'the schema before: a .prisma file, a folder of them, or git:REF:path')
    .argument('<target>', 'the schema after, the same way')
    .description(
      'What a migration between two Prisma schemas would do to the rows and to others. Exit code 1 from a level on.',
    )
    .option('--migration <file>', 'the SQL that was written for it: looked at by the same rules', migration)
    .option('--rows <table=n>', 'rows of a table, again for each: small ones lock shortly', rows)
    .addOption(choice('--format <format>', 'how it is told', formats).default('human'))
    .addOption(
      choice('--fail-on <level>', 'from which level on the exit code is 1', [...levels, 'never']).default(
        'high',
      ),
    )
  addEnvelope(command, 'repository', 'commit', 'branch', 'pr', 'run')
  examples(command, [
    ['schema diff old.prisma new.prisma', 'two files'],
    ['schema diff git:origin/main:prisma prisma', 'a folder, and what it was'],
    ['schema diff a.prisma b.prisma --rows Order=900000', 'with its size'],
    ['schema diff a.prisma b.prisma --format sarif > out.sarif', 'for a code host'],
  ])
  actOnServer<DiffOptions>(cli, command, async (context, [base, target], options) => {
    const sides = await sidesOf(base!, target!)
    if (sides.isNew) context.terminal.say(`${base} is not there: the schema is taken for a new one.`)
    const compared = await compare(context, sides, options)
    await answerReport(context.terminal, compared, formatOf(context, options))
    return exitCodeOf(compared, options)
  })
}

interface Migration {
  path: string
  content: string
}

/** Reads `--migration`: one file, as of two that are named the former would go unseen. */
function migration(path: string, before: Migration | undefined): Migration {
  if (before) throw new InvalidArgumentError('Name one file: `cat` several into one, in their order.')
  const kind = statSync(path, { throwIfNoEntry: false })
  if (!kind)
    throw absent(path, 'there', 'Name the file of the migration, such as prisma/migrations/…/migration.sql.')
  if (kind.isDirectory()) throw new InvalidArgumentError('That is a folder; name the migration.sql in it.')
  return { path, content: readFileSync(path, 'utf8') }
}

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
  { base, target }: { base: Side; target: Side },
  { migration, rows: rowCounts = {}, ...named }: DiffOptions,
): Promise<Compared> {
  const envelope = envelopeOf(named, runHere(environment))
  return server.post<Compared>('/internal/schema/diff', {
    ...envelope,
    baseSchema: sent(base),
    targetSchema: sent(target),
    ...(migration && { migration }),
    rowCounts,
  })
}

/** A schema that was not there yet is an empty one. */
const sent = ({ files }: Side) =>
  files.length === 0 ? '' : files.map(({ path, text }) => ({ path, content: text }))

async function exitCodeOf({ level }: Compared, { failOn }: DiffOptions): Promise<ExitCode> {
  const { exitLevel } = await import('../../../../parts/releases/index.ts')
  return exitLevel(level, failOn) === 1 ? exitCodes.failed : exitCodes.done
}
