import type { Command } from 'commander'
import { type Cli, examples } from '../../command.ts'
import { addDiff } from './diff.ts'

/** Database schemas: what a change of them would do. */
export function addSchema(program: Command, cli: Cli): void {
  const schema = program
    .command('schema')
    .description('Database schemas of Prisma: what a change would do to the rows and to others.')
  examples(schema, [
    ['schema diff git:main:prisma/schema.prisma prisma/schema.prisma', 'a schema, and what it was'],
  ])
  addDiff(schema.command('diff'), cli)
}
