import assert from 'node:assert/strict'
import { test } from 'node:test'
import { titlesOf } from './answers.ts'

test('tests of one title are told apart by their files, and others by their titles alone', () => {
  const rows = [
    { title: 'cart › pays', file: 'services/a/pay.py' },
    { title: 'cart › pays', file: 'services/b/pay.py' },
    { title: 'cart › pays', file: null },
    { title: 'adds up', file: 'services/a/sum.py' },
    { title: 'cart › pays', project: 'firefox', file: 'web/pay.ts' },
    { title: 'cart › pays', file: 'pay.py', repository: 'acme/other' },
  ].map((row) => ({ repository: 'acme/shop', ...row }))

  assert.deepEqual(titlesOf(rows), [
    'services/a/pay.py › cart › pays',
    'services/b/pay.py › cart › pays',
    'cart › pays',
    'adds up',
    '[firefox] cart › pays',
    'cart › pays',
  ])
})
