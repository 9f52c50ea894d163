import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { beginAttempt } from './attempt.ts'

test('neither what lies in the database nor the cookie alone tells what an answer must bring back', async () => {
  const world = await testWorld()
  /** The first draw goes into the cookie, the second into the database. */
  const begunWith = async (...draws: number[]) => {
    const random = (bytes: number) => Buffer.alloc(bytes, draws.shift())
    return (await beginAttempt({ ...world, random }, '/')).attempt
  }

  const [one, otherCookie, otherRow] = [await begunWith(1, 2), await begunWith(3, 2), await begunWith(1, 4)]

  for (const part of ['state', 'nonce', 'verifier'] as const)
    assert.equal(new Set([one, otherCookie, otherRow].map((attempt) => attempt[part])).size, 3, part)
  assert.equal(new Set([one.state, one.nonce, one.verifier]).size, 3)
})
