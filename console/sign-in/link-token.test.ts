import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownProblem } from '../problem.ts'
import { dropTokenWhenSpent, holdToken, pendingToken, tokenIn } from './link-token.ts'

test('a pasted link and a bare token give the same token', () => {
  const pasted = ['http://localhost:3000/sign-in#khs_Ab1-_', '  khs_Ab1-_\n', '#khs_Ab1-_']

  const tokens = pasted.map(tokenIn)

  assert.deepEqual(new Set(tokens), new Set(['khs_Ab1-_']))
})

test('what cannot be a token is refused before it is sent anywhere', () => {
  const pasted = ['', 'http://localhost:3000/sign-in', 'two words', 'http://localhost:3000/sign-in#']

  const tokens = pasted.map(tokenIn)

  assert.deepEqual(new Set(tokens), new Set([null]))
})

test('a token is dropped when its link is spent, and after another refusal it is kept', () => {
  const codes = [
    'MAIL_LINK_INVALID',
    'MAIL_LINK_EXPIRED',
    'LINK_USED_OR_EXPIRED',
    'RATE_LIMITED',
    'NO_ANSWER',
  ]

  const kept = codes.filter((code) => {
    holdToken('/verify-email', 'token')
    dropTokenWhenSpent(ownProblem(code, 'Told.'))
    return pendingToken('/verify-email') !== null
  })

  assert.deepEqual(kept, ['RATE_LIMITED', 'NO_ANSWER'])
})
