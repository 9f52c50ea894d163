import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const sources = join(import.meta.dirname, 'functions')
const root = join(import.meta.dirname, '../..')
const entry = 'src/entry/netlify/index.ts'

/**
 * Makes what Netlify deploys: `keyhold/` holds the program with all its packages in few files, which load in a fifth of
 * the time that hundreds take; `functions/` holds our small files as they are, but for the place they import from.
 */
export async function buildFunctions(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await bundleInto(join(folder, 'keyhold'))
  mkdirSync(join(folder, 'functions'), { recursive: true })
  for (const name of readdirSync(sources)) {
    const text = readFileSync(join(sources, name), 'utf8')
    const built = text.replace(`'../../../${entry}'`, `'../keyhold/index.mjs'`)
    writeFileSync(join(folder, 'functions', name.replace(/\.mts$/, '.mjs')), built)
  }
}

/** In the house it is read from package.json, which does not go along. */
const program = {
  name: 'program',
  load(id: string): string | null {
    if (id !== join(root, 'src/kit/program.ts')) return null
    const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
    return `export const program = ${JSON.stringify({ name, version })}`
  },
}
interface Manifest {
  name: string
  version: string
}

async function bundleInto(folder: string): Promise<void> {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [program],
    logLevel: 'error',
    // The one that is not there: pg asks for it only where somebody wants libpq.
    ssr: { noExternal: true, external: ['pg-native'] },
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input: { index: join(root, entry) },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(import.meta.dirname, 'dist')
  await buildFunctions(folder)
  process.stdout.write(`Netlify's functions: built into ${folder}.\n`)
}
