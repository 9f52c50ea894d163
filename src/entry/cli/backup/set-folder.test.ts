import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentIn, nameAt } from '../../../kit/backup-name.ts'
import { outdated } from './set-folder.ts'

const day = (n: number): string => nameAt(new Date(Date.UTC(2026, 0, n, 3)))

test('a name tells its moment, and sorts by it', () => {
  const moment = new Date('2026-02-03T04:05:06.789Z')

  assert.equal(nameAt(moment), 'keyhold-20260203T040506Z.khb')
  assert.equal(momentIn(nameAt(moment))!.toISOString(), '2026-02-03T04:05:06.000Z')
  assert.equal(momentIn('keyhold.keys'), null)
  assert.equal(momentIn('before-the-move.khb'), null)
})

test('what is older than the days to keep is out of date, to the second', () => {
  const names = [day(1), day(2), day(3), day(32), day(33)]

  assert.deepEqual(outdated(names, 30), [day(1), day(2)])
  assert.deepEqual(outdated([...names, 'mine.khb', 'keyhold.keys'], 1), [day(1), day(2), day(3)])
})

test('after a long pause the newest stays, and what is close to it', () => {
  assert.deepEqual(outdated([day(1)], 1), [])
  assert.deepEqual(outdated([day(1), day(2)], 1), [])
  assert.deepEqual(outdated([], 30), [])
})
