import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that some suites need and npm does not bring. */
export interface Program {
  title: string
  /** Found in PATH or in one of the system's folders, or at this very place. */
  command: string
  /** Debian's package. */
  package: string
}

export const programs: readonly Program[] = [
  { title: 'Chromium', command: 'chromium', package: 'chromium' },
  { title: 'Spin', command: 'spin', package: 'spin' },
  { title: 'gcc', command: 'gcc', package: 'gcc' },
  { title: 'PgBouncer', command: 'pgbouncer', package: 'pgbouncer' },
  { title: 'ip of iproute2', command: 'ip', package: 'iproute2' },
  { title: 'faketime', command: 'faketime', package: 'faketime' },
  { title: 'psql', command: 'psql', package: 'postgresql-client' },
  { title: 'Redis', command: 'redis-server', package: 'redis-server' },
  { title: 'jq', command: 'jq', package: 'jq' },
  { title: 'curl', command: 'curl', package: 'curl' },
  { title: 'PostgreSQL 15', command: '/usr/lib/postgresql/15/bin/postgres', package: 'postgresql-15' },
]

/** Daemons stand where a user's PATH does not look. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

export const absentPrograms = (path: string): Program[] => {
  const folders = [...path.split(delimiter), ...systemFolders]
  return programs.filter(
    ({ command }) =>
      !(command.startsWith('/') ? [command] : folders.map((folder) => join(folder, command))).some(
        isExecutable,
      ),
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // absent, or not ours to run: the same to a test
  }
}
