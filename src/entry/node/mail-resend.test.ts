import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, test, type TestContext } from 'node:test'
import { clientFor, closedPort, httpServer } from '../../kit/http-server.fixture.ts'
import { openMail } from './mail.ts'

const letter = {
  id: '0197-event',
  to: 'ada@example.org',
  subject: 'Grüße',
  text: 'Hello,\n',
  html: '<p>Hello,</p>',
}

interface Taken {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Record<string, unknown> | null
}

/** A stand-in for the API, which answers as it is told. */
async function aResend(t: TestContext, name = 'Example App') {
  const taken: Taken[] = []
  const api = { answer: { status: 200, body: '{"id":"49a3999c"}' }, taken, origin: '' }
  api.origin = await httpServer(t, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
      taken.push({ method: request.method!, path: request.url!, headers: request.headers, body })
      response.writeHead(api.answer.status, { 'content-type': 'application/json' }).end(api.answer.body)
    })
  })
  return { api, mail: mailBy(api.origin, name) }
}

const mailBy = (origin: string, name = '') =>
  openMail(
    {
      kind: 'resend',
      apiKey: 're_hush',
      baseUrl: new URL(origin),
      from: { name, address: 'keyhold@example.org' },
    },
    { http: clientFor(origin) },
  )!

test('a letter goes as both texts, under a key by which another try is known', async (t) => {
  const { api, mail } = await aResend(t)

  await mail.send(letter)

  const [{ method, path, headers, body }] = api.taken as [Taken]
  assert.deepEqual([method, path], ['POST', '/emails'])
  assert.equal(headers.authorization, 'Bearer re_hush')
  assert.equal(headers['idempotency-key'], letter.id)
  assert.deepEqual(body, {
    from: '"Example App" <keyhold@example.org>',
    to: ['ada@example.org'],
    subject: 'Grüße',
    text: 'Hello,\n',
    html: '<p>Hello,</p>',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  })
})

test('no address makes another receiver, and no name another sender', async (t) => {
  const { api, mail } = await aResend(t, 'App" <eve@example.org>, "x')

  await assert.rejects(mail.send({ ...letter, to: 'ada@example.org, eve@example.org' }), {
    kind: 'refused',
    code: 'address',
  })
  await mail.send(letter)

  assert.equal(api.taken.length, 1)
  assert.equal(api.taken[0]!.body!.from, '"App  <eve@example.org>,  x" <keyhold@example.org>')
})

describe('what stood in the way is told by codes', () => {
  const answers: [status: number, name: string, kind: string][] = [
    [422, 'validation_error', 'refused'],
    [401, 'missing_api_key', 'away'],
    [403, 'invalid_api_key', 'away'],
    [429, 'daily_quota_exceeded', 'away'],
    [409, 'concurrent_idempotent_requests', 'later'],
    [500, 'internal_server_error', 'away'],
  ]
  for (const [status, name, kind] of answers)
    test(`${status} ${name} is ${kind}`, async (t) => {
      const { api, mail } = await aResend(t)
      const body = JSON.stringify({ statusCode: status, name, message: 'about ada@example.org' })
      api.answer = { status, body }

      await assert.rejects(mail.send(letter), {
        kind,
        code: `resend_${status}_${name}`,
        message: /^[^@]*$/,
      })
    })

  test('an answer that is none of its own', async (t) => {
    const { api, mail } = await aResend(t)
    api.answer = { status: 502, body: '<html>' }

    await assert.rejects(mail.send(letter), { kind: 'away', code: 'resend_502' })
  })

  test('nobody there', async (t) => {
    await assert.rejects(mailBy(await closedPort(t)).send(letter), { kind: 'away', code: 'ECONNREFUSED' })
  })
})

test('a letter it has had already, in other words, is on its way', async (t) => {
  const { api, mail } = await aResend(t)
  api.answer = { status: 409, body: '{"name":"invalid_idempotent_request"}' }

  await mail.send(letter)
})

describe('a check sends nothing', () => {
  test('and takes a key that may only send', async (t) => {
    const { api, mail } = await aResend(t)

    await mail.check()
    api.answer = { status: 401, body: '{"name":"restricted_api_key"}' }
    await mail.check()

    assert.deepEqual(
      api.taken.map(({ method, path }) => `${method} ${path}`),
      ['GET /domains', 'GET /domains'],
    )
  })

  test('and tells of a key that is none', async (t) => {
    const { api, mail } = await aResend(t)
    api.answer = { status: 403, body: '{"name":"invalid_api_key"}' }

    await assert.rejects(mail.check(), { code: 'resend_403_invalid_api_key' })
  })
})
