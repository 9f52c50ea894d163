import { createHash, type Hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const sources = import.meta.dirname
const root = join(sources, '..')
const dist = join(sources, 'dist')
const stamp = join(dist, 'build-stamp')

/** Changes with every source of the console, with what it takes of the client, and with the package's dependencies. */
export function hashOfSources(): string {
  const hash = createHash('sha256')
  addFile(hash, join(root, 'package.json'))
  addFile(hash, join(root, 'client', 'asked.ts'))
  addFolder(hash, sources)
  return hash.digest('hex')
}

function addFolder(hash: Hash, folder: string) {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (path === dist || entry.name.endsWith('.test.ts')) continue
    if (entry.isDirectory()) addFolder(hash, path)
    else addFile(hash, path)
  }
}

function addFile(hash: Hash, path: string) {
  const bytes = readFileSync(path)
  hash.update(`${relative(root, path)} ${bytes.length}\n`).update(bytes)
}

/** Whether `console/dist` was built from just these sources. */
export const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources()

/** Builds the console into a folder, which is emptied first. */
export async function buildInto(folder: string): Promise<void> {
  const { build } = await import('vite')
  const hash = hashOfSources()
  await build({
    configFile: join(sources, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
  writeFileSync(join(folder, 'build-stamp'), hash)
}

/** Builds `console/dist`: aside and then moved, so that a server never reads half a console. */
export async function buildConsole(): Promise<void> {
  const aside = join(root, 'node_modules', `.console-${process.pid}`)
  await buildInto(aside)
  if (existsSync(dist)) renameSync(dist, `${aside}-old`)
  renameSync(aside, dist)
  rmSync(`${aside}-old`, { recursive: true, force: true })
}

/** What a browser loads before the first room's own files: all that `index.html` names, in kilobytes, packed by gzip. */
export function firstLoadKilobytes(folder: string): number {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const files = new Set(page.match(/(?<=")\/assets\/[^"]+\.(?:js|css)/g))
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
  return Math.ceil(bytes / 1000)
}

async function main(ifStale: boolean): Promise<string> {
  if (ifStale && isFresh()) return 'Console: up to date.'
  const isInstalled = existsSync(join(root, 'node_modules', 'vite'))
  // A server without the development packages has no console of its own making, and needs none to start.
  if (ifStale && !isInstalled) return 'Console: not built, since vite is not installed (npm ci installs it).'
  const startedAt = performance.now()
  await buildConsole()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  return `Console: built in ${seconds} s, ${firstLoadKilobytes(dist)} KB before the first room.`
}

if (import.meta.main) console.log(await main(process.argv.includes('--if-stale')))
