import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { FileFact } from './file-fact.ts'
import { isWhole } from './whole.ts'

const file = (path: string, previousPath: string | null, lines: [number, number]): FileFact => ({
  path,
  previousPath,
  status: previousPath === null ? 'changed' : 'renamed',
  additions: lines[0],
  deletions: lines[1],
  isBinary: false,
  isGenerated: null,
})
const moved = [file('new/a.ts', 'old/a.ts', [12, 4]), file('new/b.ts', 'old/b.ts', [8, 4])]
const counted = (files: number, additions: number, deletions: number) => ({ files, additions, deletions })

describe('P2: a listing of a change', () => {
  test('P2: is whole where a code host did not see its renames: each is two files there, and its lines came and went', () => {
    assert.equal(isWhole(moved, counted(4, 220, 208)), true)
    assert.equal(isWhole(moved, counted(3, 120, 108)), true)
  })

  test('P2: is not whole where the files are more than unseen renames make', () => {
    assert.equal(isWhole(moved, counted(5, 220, 208)), false)
    assert.equal(isWhole([file('a.ts', null, [20, 8])], counted(2, 220, 208)), false)
  })

  test('P2: is not whole where lines are missing that no rename moved', () => {
    assert.equal(isWhole(moved, counted(4, 220, 8)), false)
    assert.equal(isWhole(moved, counted(2, 220, 208)), false)
  })
})
