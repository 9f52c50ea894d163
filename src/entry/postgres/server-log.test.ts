import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { logSince, openLog, rotateLog } from './server-log.ts'

test('a full log is moved aside and its writer goes on at the start of an empty one', (t) => {
  const file = logFile(t)
  const writer = openLog(file)
  writeSync(writer, 'old lines\n')

  rotateLog(file, 5)
  writeSync(writer, 'new\n')

  assert.equal(readFileSync(`${file}.1`, 'utf8'), 'old lines\n')
  assert.equal(readFileSync(file, 'utf8'), 'new\n')
})

test('a log that is not full stays', (t) => {
  const file = logFile(t)
  writeFileSync(file, 'four')

  rotateLog(file, 5)

  assert.equal(readFileSync(file, 'utf8'), 'four')
})

test('what was written since a start is read, also after a rotation in between', (t) => {
  const file = logFile(t)
  writeFileSync(file, 'before\n')

  appendFileSync(file, 'after\n')
  assert.equal(logSince(file, 7), 'after\n')

  writeFileSync(file, 'anew\n')
  assert.equal(logSince(file, 7), 'anew\n')
})

function logFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-trial-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'postgres.log')
}
