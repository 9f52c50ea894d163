import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { makeFolder } from './folder.ts'

const aFolder = (): string => mkdtempSync(join(tmpdir(), 'keyhold-folder-'))

describe('a folder to write to', () => {
  test('is made with all that are absent above it, and the topmost of them is told', () => {
    const root = aFolder()

    assert.equal(makeFolder(join(root, 'a', 'b', 'c'), 0o700), join(root, 'a'))

    assert.equal(statSync(join(root, 'a', 'b', 'c')).mode & 0o777, 0o700)
  })

  test('is left as it is when it stands there already', () => {
    const root = aFolder()
    mkdirSync(join(root, 'a'), { mode: 0o750 })

    assert.equal(makeFolder(join(root, 'a'), 0o700), undefined)

    assert.equal(statSync(join(root, 'a')).mode & 0o777, 0o750)
  })

  test('cannot stand below a file', () => {
    const root = aFolder()
    writeFileSync(join(root, 'file'), '')

    assert.throws(() => makeFolder(join(root, 'file', 'a', 'b'), 0o700), { code: 'ENOTDIR' })
    assert.throws(() => makeFolder(join(root, 'file'), 0o700), { code: 'EEXIST' })
  })

  test(
    'cannot be made where the system makes none, and that is said at once',
    { skip: process.platform !== 'linux' },
    () => {
      assert.throws(() => makeFolder('/proc/keyhold/backups', 0o700), { code: 'ENOENT' })
    },
  )
})
