import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { hashIn, sha256Of, tokenIn } from './token-hash.ts'

test('a token is found in the header it was copied with', () => {
  const pasted = ['ya29.x', ' ya29.x\n', 'Bearer ya29.x', 'authorization: bearer  ya29.x\r\n']

  assert.deepEqual(pasted.map(tokenIn), ['ya29.x', 'ya29.x', 'ya29.x', 'ya29.x'])
})

test('only 64 hex digits are a SHA-256', () => {
  assert.equal(hashIn(` ${'AB'.repeat(32)} `), 'ab'.repeat(32))
  assert.deepEqual([hashIn('ab'.repeat(31)), hashIn('ya29.x')], [null, null])
})

test('the browser makes the hash that sha256sum makes', async () => {
  const text = 'Ünïcode ya29.x'

  assert.equal(await sha256Of(text), createHash('sha256').update(text).digest('hex'))
})
