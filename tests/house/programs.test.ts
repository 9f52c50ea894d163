import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { absentPrograms, programs } from './programs.ts'
import { root } from './sources.ts'

test('.ci/run installs every program that a suite may need', () => {
  const script = readFileSync(join(root, '.ci/run'), 'utf8')

  const left = programs.filter(
    ({ command, package: name }) => !new RegExp(`'${command}:${name}[ ']`).test(script),
  )

  assert.deepEqual(left, [])
})

test('a program counts as absent until it stands in the path and may be run', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-programs-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const isAbsent = () => absentPrograms(folder).some(({ command }) => command === 'spin')

  const before = isAbsent()
  writeFileSync(join(folder, 'spin'), '', { mode: 0o644 })
  const unrunnable = isAbsent()
  chmodSync(join(folder, 'spin'), 0o755)

  assert.deepEqual([before, unrunnable, isAbsent()], [true, true, false])
})
