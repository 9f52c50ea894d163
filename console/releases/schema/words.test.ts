import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lossesIn, summaryInWords, titleOf, toneOf } from './words.ts'

const nothing = {
  totalOperations: 0,
  addModels: 0,
  dropModels: 0,
  addFields: 0,
  dropFields: 0,
  alterTypes: 0,
  hasDestructive: false,
}

test('a diff is called by what it is about, the pull request before the branch', () => {
  const about = { prNumber: 12, commit: 'abcdef0123456789', branch: 'topic' }

  const titles = [
    titleOf(about),
    titleOf({ ...about, prNumber: null }),
    titleOf({ prNumber: null, commit: null, branch: null }),
  ]

  assert.deepEqual(titles, ['#12 · abcdef012', 'abcdef012 · topic', 'Without a commit'])
})

test('what is added, dropped and changed is counted, and nothing is said of what is not there', () => {
  assert.equal(summaryInWords({ ...nothing, addFields: 2, dropModels: 1 }), '1 model dropped, 2 fields added')
  assert.equal(summaryInWords(nothing), 'no model or field added, dropped or changed')
})

test('a finding is as grave as a level would be that it made alone', () => {
  assert.deepEqual([80, 50, 49, 20, 5].map(toneOf), ['bad', 'bad', 'warn', 'warn', 'neutral'])
})

test('what Prisma would drop is named once, answered or not, and nothing else is', () => {
  const findings = [
    { rule: 'D1', table: 'Old', columns: [] },
    { rule: 'D3', table: 'User', columns: ['name'] },
    { rule: 'D2', table: 'User', columns: ['name'] },
    { rule: 'D6', table: 'User', columns: ['age'] },
  ]

  const losses = lossesIn({ findings, ignored: [{ rule: 'D2', table: 'Post', columns: ['body'] }] })

  assert.deepEqual(losses, ['Old', 'User.name', 'Post.body'])
})
