import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commonPasswords, isCommonPassword } from './common.ts'

describe('B2: what is guessed first', () => {
  test('holds at least 3,000 passwords of the length that is taken', async () => {
    const found = new Set(await commonPasswords(12))

    assert.ok(found.size >= 3000, `only ${found.size}`)
  })

  test('everything it counts is found again, in any case', async () => {
    let counted = 0
    for (const password of await commonPasswords(12))
      if (counted++ % 997 === 0) assert.ok(await isCommonPassword(password.toUpperCase()), password)
  })

  for (const password of [
    'unbelievable',
    'Password1234',
    'Password123!',
    '2024password',
    'passwordpassword',
    'abc123abc123abc123',
    'aaaaaaaaaaaa',
    'aAaAaAaAaAaA',
    'abcdefghijkl',
    '123456789012',
    '987654321098',
    'ｐａｓｓｗｏｒｄ1234',
  ])
    test(`${password} is one of them`, async () => {
      assert.ok(await isCommonPassword(password))
    })

  for (const password of ['TestPass123!', 'correct horse battery', 'Tr0ub4dor&3xyz', 'abcdefghijkm'])
    test(`${password} is none of them`, async () => {
      assert.equal(await isCommonPassword(password), false)
    })
})
