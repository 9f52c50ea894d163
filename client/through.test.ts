import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { KeyholdError } from './index.ts'
import { lost, problem, scripted } from './outside.fixture.ts'

const provider = (status: number, body: string) =>
  new Response(body, { status, headers: { 'x-provider-status': String(status) } })
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error as KeyholdError).code,
  )

describe('a fetch through a connection', () => {
  test('is the path behind it, with the key and no cookie', async () => {
    const { keyhold, requests } = scripted([provider(200, 'a body')])

    const response = await keyhold.through('c1')('/athlete?q=a%2Fb', {
      method: 'PUT',
      headers: { 'content-type': 'a/b' },
      body: 'x',
    })

    const [request] = requests
    assert.equal(await response.text(), 'a body')
    assert.equal(request!.url, 'https://keyhold.test/api/connections/c1/proxy/athlete?q=a%2Fb')
    assert.deepEqual(
      [request!.method, request!.headers.get('authorization'), request!.headers.get('content-type')],
      ['PUT', 'Bearer kh_test_secret', 'a/b'],
    )
    assert.deepEqual([request!.credentials, request!.redirect], ['omit', 'manual'])
    assert.equal(await request!.text(), 'x')
  })

  test('answers what the provider answers, whatever its status', async () => {
    for (const status of [302, 401, 404, 503]) {
      const { keyhold, requests } = scripted([provider(status, 'words')])

      const response = await keyhold.through('c1')('/a')

      assert.deepEqual([response.status, requests.length], [status, 1])
    }
  })

  test('throws what Keyhold itself refuses, and tries nothing twice', async () => {
    const { keyhold, requests } = scripted([problem(409, 'NEEDS_REAUTH'), lost()])
    const through = keyhold.through('c1')

    const codes = [await codeOf(through('/a')), await codeOf(through('/a'))]

    assert.deepEqual(codes, ['NEEDS_REAUTH', 'NO_ANSWER'])
    assert.equal(requests.length, 2)
  })

  test('never sends what would be another address', async () => {
    const { keyhold, requests } = scripted([])
    const through = keyhold.through('c1')

    const paths = ['/../token', '/%2e%2e/token', 'athlete', '//evil.test', '/a b', '/a#b', '@evil.test/']
    const codes = await Promise.all([
      ...paths.map((path) => codeOf(through(path))),
      codeOf(keyhold.through('..')('/a')),
    ])

    assert.deepEqual(new Set(codes), new Set(['NOT_ASKED']))
    assert.equal(requests.length, 0)
  })
})
