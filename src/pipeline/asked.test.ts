import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedOf } from './asked.ts'

const own = '__Host-kh_session'

const cookieOf = (header: string): string | undefined =>
  askedOf(
    { request: new Request('http://localhost:3000/', { headers: { cookie: header } }) },
    'request',
  ).cookie(own)

test('C3: a name with a blank of another alphabet before it is another name, though it comes first', () => {
  const planted = ['\u00a0', '\u0085', '\u000b', '\u000c', '\ufeff']
    .filter((blank) => blank.charCodeAt(0) < 256)
    .map((blank) => cookieOf(`${blank}${own}=planted; ${own}=own`))

  assert.deepEqual(new Set(planted), new Set(['own']))
})

test('C3: a cookie without a name is none, whatever its value looks like', () => {
  assert.equal(cookieOf(`=${own}=planted`), undefined)
})

test('a cookie may stand between blanks and tabs', () => {
  assert.equal(cookieOf(`other=1;\t ${own} = own \t`), 'own')
})
