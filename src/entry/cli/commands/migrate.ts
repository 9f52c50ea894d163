import type { Command } from 'commander'
import { act, type Cli, examples } from '../command.ts'

export function addMigrate(program: Command, cli: Cli): void {
  const command = program
    .command('migrate')
    .description("Bring the database's schema up to date. `start` does so too.")
    .option('--print', 'print the SQL an administrator runs once, where the login may not make roles')
  examples(command, [
    ['migrate', 'DATABASE_OWNER_URL, DATABASE_URL or the embedded one'],
    ['migrate --print > admin.sql', 'needs no database'],
  ])
  act<{ print?: boolean }>(cli, command, async (context, _operands, { print }) => {
    const { applyMigrations, printAdminSql } = await import('../migrating.ts')
    await (print ? printAdminSql(context) : applyMigrations(context))
  })
}
