import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { said } from '../outside.fixture.ts'

let answer: (response: ServerResponse) => void
const asked: {
  method?: string | undefined
  url?: string | undefined
  body: string
  headers: IncomingMessage['headers']
}[] = []
const server = createServer((request, response) => {
  void request.toArray().then((chunks) => {
    const { method, url, headers } = request
    asked.push({ method, url, headers, body: chunks.join('') })
    answer(response)
  })
})
let address = ''

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(() => {
  server.closeAllConnections()
  server.close()
})

const proxy = (...words: string[]) =>
  said(['proxy', 'c1', ...words, '--url', address], { KEYHOLD_API_KEY: 'kh_test_1' })
const provider = (status: number, body: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'x-provider-status': String(status), 'content-type': 'text/plain' }).end(body)

describe('a call through a connection', () => {
  test('prints the body as it came, and nothing else', async () => {
    answer = provider(200, 'line\n\tno newline')

    const ended = await proxy('get', '/athlete?q=a%2Fb&x=1')

    assert.deepEqual(ended, { code: 0, stdout: 'line\n\tno newline', stderr: '' })
    assert.deepEqual(
      [asked.at(-1)!.method, asked.at(-1)!.url],
      ['GET', '/api/connections/c1/proxy/athlete?q=a%2Fb&x=1'],
    )
  })

  test('sends a body with its type, and names another API address', async () => {
    answer = provider(200, '')

    await proxy('PUT', '/a', '--data', '{"b":1}', '--base', 'https://api.test')

    const { body, headers } = asked.at(-1)!
    assert.deepEqual(
      [body, headers['content-type'], headers['keyhold-base-url'], headers.authorization],
      ['{"b":1}', 'application/json', 'https://api.test', 'Bearer kh_test_1'],
    )
  })

  test('with --json tells status and headers, too', async () => {
    answer = provider(201, 'made')

    const { stdout } = await proxy('POST', '/a', '--json')

    const { status, body, headers } = JSON.parse(stdout) as Record<string, unknown>
    assert.deepEqual(
      [status, body, (headers as Record<string, string>)['content-type']],
      [201, 'made', 'text/plain'],
    )
  })

  test('that the provider refuses prints its words and ends with the code of its status', async () => {
    answer = provider(404, 'no such thing')

    const ended = await proxy('GET', '/a')

    assert.deepEqual([ended.code, ended.stdout], [3, 'no such thing'])
    assert.match(ended.stderr, /The provider answered with HTTP 404/)
  })

  test('that Keyhold refuses is told in its words', async () => {
    answer = (response) =>
      response
        .writeHead(409, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ title: 'Connect again.', status: 409, hint: 'Do that.', code: 'NEEDS_REAUTH' }))

    const ended = await proxy('GET', '/a')

    assert.deepEqual([ended.code, ended.stdout], [5, ''])
    assert.match(ended.stderr, /Connect again/)
  })
})

describe('nothing is sent', () => {
  for (const [what, ...words] of [
    ['by a path that dots make another', 'GET', '/../token'],
    ['by an encoded one', 'GET', '/%2e%2e/token'],
    ['by an empty segment', 'GET', '//evil.test'],
    ['by no path', 'GET', 'athlete'],
    ['by an unknown method', 'TRACE', '/a'],
    ['by a read with a body', 'GET', '/a', '--data', 'x'],
  ] as const)
    test(what, async () => {
      const before = asked.length

      const { code, stdout } = await proxy(...words)

      assert.deepEqual([code, stdout, asked.length], [2, '', before])
    })
})
