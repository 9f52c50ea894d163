import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isListed } from './operators.ts'

const issuer = 'https://id.test'
const proved = (subject: string, address: string | null = null) => ({ issuer, subject, address })

test('an operator is named by a subject, or by an address that was proved, in any spelling', () => {
  const operators = ['1234', 'Ada@Example.org']

  assert.equal(isListed(operators, proved('1234')), true)
  assert.equal(isListed(operators, proved('x', 'ada@example.ORG')), true)
  assert.equal(isListed(operators, proved('12345')), false)
  assert.equal(isListed(operators, proved('x', 'eve@example.org')), false)
  assert.equal(isListed([], proved('1234', 'ada@example.org')), false)
})

test('a subject that somebody chose to look like an address is not that address', () => {
  assert.equal(isListed(['ada@example.org'], proved('ada@example.org')), false)
  assert.equal(isListed(['1234'], proved('x', '1234')), false)
  assert.equal(isListed(['sub:ada@example.org'], proved('ada@example.org')), true)
  assert.equal(isListed(['sub:ada@example.org'], proved('x', 'ada@example.org')), false)
})
