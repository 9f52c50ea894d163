import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '../../kit/fault.ts'
import { resultOf } from './result.ts'

const json = { 'content-type': 'application/json' }
const cookies = ['a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2; Path=/']

function withCookies(): Response {
  const headers = new Headers({ ...json, 'x-many': 'one' })
  headers.append('x-many', 'two')
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response('{}', { status: 201, headers })
}

describe('an answer to API Gateway', () => {
  test('of form 2.0 has its cookies in a list of their own', async () => {
    assert.deepEqual(await resultOf(withCookies(), '2.0'), {
      statusCode: 201,
      headers: { ...json, 'x-many': 'one, two' },
      cookies,
      body: '{}',
      isBase64Encoded: false,
    })
  })

  test('of form 1.0 has each cookie as a header by itself', async () => {
    assert.deepEqual(await resultOf(withCookies(), '1.0'), {
      statusCode: 201,
      multiValueHeaders: {
        'content-type': ['application/json'],
        'x-many': ['one, two'],
        'set-cookie': cookies,
      },
      body: '{}',
      isBase64Encoded: false,
    })
  })

  test('goes as base64 where text would lose bytes', async () => {
    const bytes = Buffer.from([0, 0x80, 0xff, 0xfe, 10])
    const png = new Response(bytes, { headers: { 'content-type': 'image/png' } })
    const zipped = new Response('zip', { headers: { ...json, 'content-encoding': 'gzip' } })
    const broken = new Response(bytes, { headers: { 'content-type': 'text/plain' } })
    const nameless = new Response(Buffer.from('text'))

    for (const [response, sent] of [
      [png, bytes],
      [zipped, Buffer.from('zip')],
      [broken, bytes],
      [nameless, Buffer.from('text')],
    ] as const) {
      const { body, isBase64Encoded } = await resultOf(response, '2.0')
      assert.deepEqual([isBase64Encoded, Buffer.from(body, 'base64')], [true, sent])
    }
  })

  test('goes as text where it is text, byte for byte', async () => {
    const text = '\ufeffΕλλάς 🗝'
    for (const type of [
      'text/html; charset=utf-8',
      'application/problem+json',
      'image/svg+xml',
      'text/javascript',
    ]) {
      const { body, isBase64Encoded } = await resultOf(
        new Response(text, { headers: { 'content-type': type } }),
        '2.0',
      )
      assert.deepEqual([isBase64Encoded, body], [false, text], type)
    }
  })

  test('has no body where there is none', async () => {
    const { statusCode, body, isBase64Encoded } = await resultOf(new Response(null, { status: 204 }), '1.0')

    assert.deepEqual([statusCode, body, isBase64Encoded], [204, '', false])
  })

  test('that Lambda would cut off is refused, by what it takes as JSON', async () => {
    const large = (character: string, count: number) =>
      resultOf(new Response(character.repeat(count), { headers: json }), '2.0')
    const isRefused = (error: unknown) => error instanceof Fault && error.code === 'ANSWER_TOO_LARGE'

    assert.equal((await large('a', 5_000_000)).body.length, 5_000_000)
    await assert.rejects(() => large('a', 6_300_000), isRefused)
    await assert.rejects(() => large('\u0001', 1_100_000), isRefused)
  })
})
