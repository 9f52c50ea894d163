import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundleInto, type Processor, processors } from '../bundle.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Makes the folder that AWS Lambda deploys: `index.mjs` with all packages in few files, and the console, which the
 * function serves itself.
 */
export async function buildPackage(folder: string, processor: Processor = 'x64'): Promise<void> {
  await bundleInto({ folder, entry: 'src/entry/lambda/index.ts', processor })
  const pages = join(root, 'console/dist')
  // Not built: the console is absent, everything else works.
  if (existsSync(pages)) cpSync(pages, join(folder, 'console/dist'), { recursive: true })
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { arch: { type: 'string', default: 'x86_64' } },
    allowPositionals: true,
  })
  const processor = processors.find((each) => each === values.arch.replace('x86_64', 'x64'))
  if (!processor) throw new Error(`--arch is x86_64 or arm64, as in the template, and not ${values.arch}`)
  const folder = positionals[0] ?? join(import.meta.dirname, 'dist')
  rmSync(folder, { recursive: true, force: true })
  await buildPackage(folder, processor)
  process.stdout.write(`Lambda's package: built into ${folder}.\n`)
}
