import { faults } from '../../../../kit/fault.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { filesAtMost, refuseMany } from './many.ts'

/** Two sides, and the migration. */
const marksAtMost = 3 * filesAtMost

/** `// base: prisma/schema.prisma` alone on a line: what follows is a file of that side. */
const mark = /^(?:\/\/|--) (base|target|migration): *(.*)$/

/**
 * One text with all files in it, each below a mark that is a comment in its own language:
 * `(echo '// base: a.prisma'; cat a.prisma; echo '// target: b.prisma'; cat b.prisma)`.
 * @throws BAD_REQUEST where something stands before the first mark, or of too many
 */
export function readMarked(text: string): object {
  const files: { side: string; path: string; lines: string[] }[] = []
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const found = mark.exec(line.trimEnd())
    if (found) {
      files.push({ side: found[1]!, path: found[2]!, lines: [] })
      refuseMany('/', files.length, marksAtMost, 'marks')
    } else if (files.length > 0) files.at(-1)!.lines.push(line)
    else if (line.trim() !== '') throw unmarked()
  }
  const of = (side: string, otherwise: string): SchemaFile[] =>
    files
      .filter((file) => file.side === side)
      .map(({ path, lines }) => ({ path: path || otherwise, content: lines.join('\n') }))
  const [base, target, migration] = [
    of('base', 'schema.prisma'),
    of('target', 'schema.prisma'),
    of('migration', 'migration.sql'),
  ]
  return {
    ...(base.length > 0 && { baseSchema: base }),
    ...(target.length > 0 && { targetSchema: target }),
    ...(migration.length > 0 && { migration }),
  }
}

const unmarked = () =>
  faults.BAD_REQUEST({
    violations: [{ at: '/', wants: 'a line such as // base: schema.prisma before each file' }],
  })
