import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../migrations/', import.meta.url)

/** The text of src/migrations.ts: every file of migrations/, so that the program needs no files beside it. */
export function migrationsModule(): string {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const entries = names.map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8')
      .replaceAll('\\', '\\\\')
      .replaceAll('`', '\\`')
      .replaceAll('${', '\\${')
    return `  { number: ${Number(name.slice(0, 4))}, name: '${name.replace(/\.sql$/, '')}', sql: \`${sql}\` },`
  })
  return `// Made by \`npm run docs\` from migrations/*.sql; a test compares them.
import type { Migration } from './kit/migrate.ts'

export const migrations: readonly Migration[] = [
${entries.join('\n')}
]
`
}
