import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { importsOf } from './imports.ts'
import { isTest, root, type Source } from './sources.ts'
import { placeOf } from './stairs.ts'

/**
 * The house without some parts, and without tests. `parts.ts` loses their lines. What stands above the stairs (`app` and
 * `entry`) and imports a removed part, directly or by way of another such file, goes with it: it is there to hold that
 * part. Nothing else is touched, so what stays must stand by itself.
 */
export function without(removed: readonly string[], house: readonly Source[]): Map<string, string> {
  const kept = new Map(
    house
      .filter(({ path }) => !isTest(path) && !removed.includes(placeOf(path)?.part ?? ''))
      .map((source) => [source.path, source]),
  )
  const list = kept.get('src/parts.ts')
  if (list) kept.set(list.path, { ...list, ...rewritten(removed, list) })
  const isAbove = ({ path }: Source) => ['app', 'entry'].includes(placeOf(path)?.floor ?? '')
  for (let before = -1; before !== kept.size;) {
    before = kept.size
    for (const source of [...kept.values()].filter(isAbove)) {
      if (importsOf(source).some(({ target }) => target?.startsWith('src/') && !kept.has(target)))
        kept.delete(source.path)
    }
  }
  return new Map([...kept.values()].map(({ path, text }) => [path, text]))
}

function rewritten(removed: readonly string[], { text, spoken }: Source): Pick<Source, 'text' | 'spoken'> {
  const cut = (lines: string) =>
    removed
      .reduce(
        (left, part) =>
          left
            .replace(new RegExp(`^import \\{ ${part} \\} from .*\\n`, 'm'), '')
            .replace(new RegExp(`(?<=[[\\s])${part}(?:,\\s*|(?=\\]))`), ''),
        lines,
      )
      .replace(/, \]/, ']')
  return { text: cut(text), spoken: cut(spoken) }
}

/** Compiles these files in a folder of their own. @returns what the compiler complains of, nothing when it is content */
export async function complaintsOf(files: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-stairs-'))
  try {
    for (const [path, text] of files) write(join(folder, path), text)
    for (const name of ['node_modules', 'sandbox', 'client', 'package.json'])
      symlinkSync(join(root, name), join(folder, name))
    cpSync(join(root, 'tsconfig.json'), join(folder, 'base.json'))
    write(join(folder, 'tsconfig.json'), JSON.stringify({ extends: './base.json', include: ['src'] }))
    return await compile(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const compile = (folder: string): Promise<string[]> =>
  new Promise((resolve) => {
    execFile(
      join(root, 'node_modules/.bin/tsc'),
      ['--noEmit', '--pretty', 'false', '-p', folder],
      { cwd: folder },
      (error, said, wrong) => {
        resolve(error ? `${said}${wrong}`.split('\n').filter((line) => line !== '') : [])
      },
    )
  })
