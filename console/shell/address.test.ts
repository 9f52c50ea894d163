import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSearch, safeNext, writeSearch } from './address.ts'

test('a filter survives the way into the address and back, numbers staying text', () => {
  const filter = { status: 'active', userId: '42 & more' }

  const search = writeSearch({ ...filter, cursor: undefined, provider: '' })

  assert.equal(search, '?status=active&userId=42+%26+more')
  assert.deepEqual(readSearch(search), filter)
})

test('after signing in the operator goes where he wanted to go', () => {
  assert.equal(safeNext('/connections/1?status=active'), '/connections/1?status=active')
})

test('after signing in nobody is led to another place', () => {
  const elsewhere = [
    undefined,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:x',
    '/sign-in?next=/sign-in',
  ]

  const paths = elsewhere.map(safeNext)

  assert.deepEqual(new Set(paths), new Set(['/']))
})
