import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientTitle, readsInWords } from './uses.ts'

test('a program is called what it calls itself, and one without a name is told as such', () => {
  const titles = ['curl/8.5.0', 'unnamed', 'other'].map(clientTitle)

  assert.deepEqual(titles, ['curl/8.5.0', 'A program without a name', 'Other programs'])
})

test('reads are counted in words', () => {
  assert.deepEqual([1, 1234].map(readsInWords), ['read once', '1,234 reads'])
})
