import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemFrom } from './problem.ts'

const sayings = [
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'DISK_FULL'],
  ['ENOSPC: no space left on device, mkdir', 'DISK_FULL'],
  ['initdb: error: could not create directory "/x": Read-only file system', 'HOME_NOT_WRITABLE'],
  ["ENOTDIR: not a directory, mkdir '/etc/passwd/x'", 'HOME_NOT_WRITABLE'],
  ["EACCES: permission denied, mkdir '/x'", 'HOME_NOT_WRITABLE'],
  ['initdb: error: could not look up effective user ID 54321: user does not exist', 'USER_MISSING'],
  ['postgres: error while loading shared libraries: libicui18n.so.60: cannot open', 'BINARIES_UNFIT'],
  ['FATAL:  data directory "/x" has invalid permissions', 'FOLDER_FOREIGN'],
  ['FATAL:  something new', 'START_FAILED'],
] as const

test('what PostgreSQL or the system said becomes words with a cure', () => {
  for (const [said, code] of sayings) {
    const problem = problemFrom('Cannot start', said)

    assert.equal(problem.code, code)
    assert.ok(
      problem.message.startsWith('Cannot start: ') && problem.message.endsWith(problem.cure),
      problem.message,
    )
    assert.match(problem.cure, /^[A-Z].*\.$/)
  }
})

test('the last complaint of a log is quoted without its prefix', () => {
  const log = `2026-01-01 00:00:00 UTC [1] LOG:  starting
2026-01-01 00:00:01 UTC [1] FATAL:  it is Monday
2026-01-01 00:00:01 UTC [1] LOG:  database system is shut down
`

  assert.match(
    problemFrom('PostgreSQL did not start', log).message,
    /^PostgreSQL did not start: it is Monday /,
  )
})
