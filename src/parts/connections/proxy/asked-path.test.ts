import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import { askedPath } from './asked-path.ts'

const connection = '/api/connections/0199-0'
const codeOf = (target: string): string => {
  try {
    askedPath(target)
    return 'taken'
  } catch (error) {
    return (error as Fault).code
  }
}

describe('a path is taken as it came', () => {
  for (const [rest, path, query] of [
    ['/athlete', '/athlete', ''],
    ['/', '/', ''],
    ['/a/b%20c;v=1/?per_page=3&q=a%2Fb', '/a/b%20c;v=1/', '?per_page=3&q=a%2Fb'],
    ['/files/a..b/.well-known/x...', '/files/a..b/.well-known/x...', ''],
    ['/people/me?fields=a.b//c', '/people/me', '?fields=a.b//c'],
    ['/x?token_type=1&access=2', '/x', '?token_type=1&access=2'],
  ] as const)
    test(rest, () => {
      assert.deepEqual(askedPath(`${connection}/proxy${rest}`), { path, query })
    })
})

describe('a hostile path is refused', () => {
  for (const path of [
    '/..',
    '/../token',
    '/a/..',
    '/a/../b',
    '/./a',
    '/a/.',
    '/..;/a',
    '/a/..;x=1/b',
    '/%2e%2e/token',
    '/%2E%2e/token',
    '/.%2e/token',
    '/a%2fb',
    '/a%2Fb',
    '/a%5cb',
    '/a%5Cb',
    '/a%00',
    '/a%252e%252e/b',
    '/a%25252fb',
    '/a%2500',
    '/a\\b',
    '/\\evil.test',
    '/a\0b',
    '/a b',
    '/a\tb',
    '/a\nb',
    '/a%zz',
    '/a%',
    '/a%2',
    '//evil.test',
    '//evil.test/a',
    '/a//b',
    '/a//',
  ])
    test(JSON.stringify(path), () => {
      assert.equal(codeOf(`${connection}/proxy${path}`), 'PROXY_PATH_REFUSED')
    })

  for (const target of [
    `${connection}/proxy`,
    `${connection}/%70roxy/a`,
    `/x/..${connection}/proxy/a`,
    `http://localhost:3000${connection}/proxy/a`,
    `${connection}/proxy/a#b`,
    `${connection}/proxy/a?b#c`,
    '/api/connections//proxy/a',
    '*',
    '',
  ])
    test(`as the whole target ${JSON.stringify(target)}`, () => {
      assert.equal(codeOf(target), 'PROXY_PATH_REFUSED')
    })
})

describe('a query that takes the token’s place, or the method’s, is refused', () => {
  for (const query of [
    'access_token=x',
    'a=1&access_token',
    'ACCESS_TOKEN=x',
    'access%5Ftoken=x',
    'access_token[]=x',
    'access_token%5B0%5D=x',
    '+access_token=x',
    'a=1;access_token=x',
    'client_secret=x',
    '_method=DELETE',
  ])
    test(query, () => {
      assert.equal(codeOf(`${connection}/proxy/a?${query}`), 'PROXY_QUERY_REFUSED')
    })
})
