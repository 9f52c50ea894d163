import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsModule } from './migrations-module.ts'

const root = join(import.meta.dirname, '..')

/** Writes only what differs, so that a file's time tells something. */
function write(path: string, text: string): boolean {
  const place = join(root, path)
  if (existsSync(place) && readFileSync(place, 'utf8') === text) return false
  mkdirSync(join(place, '..'), { recursive: true })
  writeFileSync(place, text)
  console.log(`written: ${path}`)
  return true
}

// Everything else is made by running the program, which reads this one file: it comes first, and once more from the start.
if (write('src/migrations.ts', migrationsModule())) {
  process.exitCode = spawnSync(process.execPath, [import.meta.filename], { stdio: 'inherit' }).status ?? 1
} else {
  const { madeFiles } = await import('./pages/index.ts')
  for (const [path, make] of Object.entries(madeFiles)) write(path, await make())
}
