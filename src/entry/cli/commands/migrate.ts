import { type Command, Option } from 'commander'
import type { Printed } from '../migrating.ts'
import { act, type Cli, examples } from '../command.ts'

export function addMigrate(program: Command, cli: Cli): void {
  const command = program
    .command('migrate')
    .description("Bring the database's schema up to date. `start` does so too.")
    .addOption(
      new Option(
        '--print [what]',
        'print the SQL for psql -f instead: the roles that an administrator makes, the schema, or both',
      )
        .choices(['all', 'roles', 'schema'])
        .preset('all'),
    )
  examples(command, [
    ['migrate', 'DATABASE_OWNER_URL, DATABASE_URL or the embedded one'],
    ['migrate --print > keyhold.sql', 'needs no database'],
    ['migrate --print roles > roles.sql', 'where the login may not make roles'],
  ])
  act<{ print?: Printed }>(cli, command, async (context, _operands, { print }) => {
    const { applyMigrations, printSql } = await import('../migrating.ts')
    await (print ? printSql(context, print) : applyMigrations(context))
  })
}
