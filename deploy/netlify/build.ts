import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleInto } from '../bundle.ts'

const sources = join(import.meta.dirname, 'functions')
const entry = 'src/entry/netlify/index.ts'

/**
 * Makes what Netlify deploys: `keyhold/` holds the program with all its packages in few files; `functions/` holds our
 * small files as they are, but for the place they import from.
 */
export async function buildFunctions(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await bundleInto({ folder: join(folder, 'keyhold'), entry })
  mkdirSync(join(folder, 'functions'), { recursive: true })
  for (const name of readdirSync(sources)) {
    const text = readFileSync(join(sources, name), 'utf8')
    const built = text.replace(`'../../../${entry}'`, `'../keyhold/index.mjs'`)
    writeFileSync(join(folder, 'functions', name.replace(/\.mts$/, '.mjs')), built)
  }
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(import.meta.dirname, 'dist')
  await buildFunctions(folder)
  process.stdout.write(`Netlify's functions: built into ${folder}.\n`)
}
