import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = import.meta.dirname
const root = join(here, '..')

/** As in the repository, but written out: JavaScript beside its declarations. */
const compilerOptions = {
  target: 'es2022',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: [],
  strict: true,
  verbatimModuleSyntax: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
}

/**
 * Compiles the client and packs it, offline.
 * @param folder where the package is laid; made when it is not there
 * @returns the path of the `.tgz`
 * @throws Error with what the compiler or npm said
 */
export async function packClient(folder: string): Promise<string> {
  const stage = mkdtempSync(join(tmpdir(), 'keyhold-client-'))
  const out = join(stage, 'package')
  try {
    await compileInto(out, join(stage, 'tsconfig.json'))
    for (const path of readdirSync(out, { recursive: true }).map(String)) {
      if (path.endsWith('.d.ts')) nameCompiled(join(out, path))
    }
    for (const name of ['package.json', 'README.md']) copyFileSync(join(here, name), join(out, name))
    copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
    mkdirSync(folder, { recursive: true })
    return join(folder, await packed(out, folder))
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

async function compileInto(outDir: string, configuration: string): Promise<void> {
  const files = ['index.ts', 'react.ts'].map((name) => join(here, name))
  writeFileSync(
    configuration,
    JSON.stringify({ compilerOptions: { ...compilerOptions, rootDir: here, outDir }, files }),
  )
  await said(join(root, 'node_modules/.bin/tsc'), ['-p', configuration], root)
}

/** The compiler renames in the code alone; declarations that name sources are read by new compilers only. */
const nameCompiled = (path: string): void =>
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/((?:from |import\()['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'),
  )

/** @returns the name of the file */
async function packed(stage: string, folder: string): Promise<string> {
  const { name, version } = JSON.parse(readFileSync(join(stage, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  await said('npm', ['pack', '--offline', '--ignore-scripts', '--pack-destination', folder], stage)
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
}

async function said(program: string, words: string[], cwd: string): Promise<void> {
  await run(program, words, { cwd }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`${program} ${words[0]} failed:\n${error.stdout ?? ''}${error.stderr ?? ''}`, {
      cause: error,
    })
  })
}

if (import.meta.main) {
  const place = await packClient(process.argv[2] ?? join(here, 'dist'))
  process.stdout.write(`${place}\n`)
}
