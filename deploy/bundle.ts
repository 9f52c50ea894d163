import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const root = join(import.meta.dirname, '..')
const argon2 = '@node-rs/argon2'

export interface Bundle {
  /** Emptied first. */
  folder: string
  /** What the bundle's `index.mjs` is made of, from the root. */
  entry: string
  /** The processor of the platform's Linux. Default x64. */
  processor?: Processor
}

export const processors = ['x64', 'arm64'] as const
export type Processor = (typeof processors)[number]

/** The program with all its packages in few files, which load in a fifth of the time that hundreds take. */
export async function bundleInto({ folder, entry, processor = 'x64' }: Bundle): Promise<void> {
  const native = nativeArgon2(processor)
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    publicDir: false,
    plugins: [program, besides, workers],
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
        output: {
          entryFileNames: '[name].mjs',
          chunkFileNames: '[name]-[hash].mjs',
          // What reads its WebAssembly looks for it where it stands itself.
          intro: ({ name }) => (name.endsWith('.worker') ? 'const __dirname = import.meta.dirname;' : ''),
        },
      },
    },
  })
  copyFileSync(native, join(folder, 'argon2.node'))
  for (const path of engines) copyFileSync(join(root, 'node_modules', path), join(folder, basename(path)))
}

/** WebAssembly that workers read from beside themselves. */
const engines = [
  '@prisma/prisma-schema-wasm/src/prisma_schema_build_bg.wasm',
  '@prisma/schema-engine-wasm/schema_engine_bg.wasm',
  'libpg-query/wasm/libpg-query.wasm',
]

/** In the house it is read from package.json, which does not go along. */
const program = {
  name: 'program',
  load(id: string): string | null {
    if (id !== join(root, 'src/kit/program.ts')) return null
    const { name, version } = manifestAt('package.json')
    return `export const program = ${JSON.stringify({ name, version })}`
  },
}

/** A worker is started by its address: each gets a file of its own beside the bundle, and its starter the address of that. */
const workers: Plugin = {
  name: 'workers',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(join(root, 'src/'))) return null
    const address = /new URL\(\s*'\.\/([\w.-]+\.worker)\.ts',\s*import\.meta\.url\s*,?\s*\)/g
    return code.replace(address, (written: string, name: string) => {
      const path = join(dirname(id), `${name}.ts`)
      // As in a comment's example.
      if (!existsSync(path)) return written
      this.emitFile({ type: 'chunk', id: path, name, fileName: `${name}.mjs` })
      return `new URL('./${name}.mjs', import.meta.url)`
    })
  },
}

/** Machine code is no text: it goes along as a file beside the bundle, and is loaded from there. */
const besides = {
  name: 'argon2',
  enforce: 'pre' as const,
  resolveId: (id: string): string | null => (id === argon2 ? '\0argon2' : null),
  load(id: string): string | null {
    if (id !== '\0argon2') return null
    const source = readFileSync(join(root, 'node_modules', argon2, 'index.js'), 'utf8')
    const names = [...source.matchAll(/^module\.exports\.(\w+) =/gm)].map(([, name]) => name!)
    return `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const native = require('./argon2.node')
export const { ${names.join(', ')} } = native`
  },
}

/** @throws Error with the command that brings it, as npm installs what fits the machine that builds */
function nativeArgon2(processor: Processor): string {
  const name = `${argon2}-linux-${processor}-gnu`
  const folder = join(root, 'node_modules', name)
  const file = existsSync(folder) ? readdirSync(folder).find((each) => each.endsWith('.node')) : undefined
  if (file) return join(folder, file)
  const { version } = manifestAt(join('node_modules', argon2, 'package.json'))
  throw new Error(
    `${name} is not installed, and the functions hash passwords with it; bring it with: npm install --no-save --os=linux --cpu=${processor} --libc=glibc ${name}@${version}`,
  )
}

const manifestAt = (path: string): Manifest => JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest
interface Manifest {
  name: string
  version: string
}
