import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { httpApi, place, restApi } from '../../../tests/doors/lambda-gateway.ts'
import { Fault } from '../../kit/fault.ts'
import { silentLog } from '../../kit/log.ts'
import { formatOf, isTick, readEvent } from './event.ts'
import { lambdaFunctions } from './functions.ts'
import { requestOf } from './request.ts'

const gateways = [httpApi, restApi]
const at = `https://${place.host}`
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

const asked = (event: unknown) => requestOf(readEvent(event), 'request-1')
const askedBy = async (request: Request, gateway = httpApi, also: object = {}) =>
  asked({ ...(await gateway.event(request)), ...also })

/** Of an HTTP API at its own address, with a stage. */
const staged = async (rawPath: string, stage = 'prod', domainPrefix = place.apiId) => {
  const event = (await httpApi.event(new Request(at))) as { requestContext: object }
  const requestContext = { ...event.requestContext, stage, domainPrefix }
  return asked({ ...event, rawPath, requestContext }).peer.target
}

describe('an event of API Gateway', () => {
  for (const gateway of gateways)
    test(`of ${gateway.name} is the request that was sent: method, path, query, headers, cookies and bytes`, async () => {
      const sent = new Request(`${at}/api/a%20b?tag=one&tag=t%26wo&empty=`, {
        method: 'PUT',
        headers: { 'content-type': 'image/png', cookie: 'a=1; b="2, 3"', 'x-many': 'one, two' },
        body: allBytes,
      })

      const { request } = await askedBy(sent, gateway)

      const url = new URL(request.url)
      assert.deepEqual([request.method, url.pathname], ['PUT', '/api/a%20b'])
      assert.deepEqual(
        [...url.searchParams],
        [
          ['tag', 'one'],
          ['tag', 't&wo'],
          ['empty', ''],
        ],
      )
      assert.equal(request.headers.get('cookie'), 'a=1; b="2, 3"')
      assert.equal(request.headers.get('x-many'), 'one, two')
      assert.deepEqual(Buffer.from(await request.arrayBuffer()), allBytes)
    })

  test('has its query as it came, where the gateway says how', async () => {
    const { peer } = await askedBy(new Request(`${at}/a`), httpApi, { rawQueryString: 'q=%7e+x&&flag&a[]=1' })

    assert.equal(peer.target, '/a?q=%7e+x&&flag&a[]=1')
  })

  test('of several cookie headers keeps every cookie', async () => {
    const { request } = await askedBy(new Request(at), restApi, {
      multiValueHeaders: { Host: [place.restHost], Cookie: ['a=1', 'b=2; c=3'] },
    })

    assert.equal(request.headers.get('cookie'), 'a=1; b=2; c=3')
  })

  test('names who calls by its own word, never by a header, and never the machine itself', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.9', forwarded: 'for=198.51.100.9' }
    for (const gateway of gateways) {
      const from = async (sourceIp: string) =>
        asked(await gateway.event(new Request(at, { headers }), { sourceIp })).peer.remoteAddress

      assert.deepEqual(
        [
          await from('203.0.113.7'),
          await from('2001:db8::1'),
          await from('127.0.0.1'),
          await from('::ffff:127.0.0.1'),
          await from(''),
        ],
        ['203.0.113.7', '2001:db8::1', undefined, undefined, undefined],
      )
    }
  })

  test('of a read has no body, whatever it brought', async () => {
    const { request } = await askedBy(new Request(at), httpApi, { body: 'text' })

    assert.equal(request.body, null)
  })

  test('hands on what a header says in another alphabet as its bytes', async () => {
    const { request } = await askedBy(new Request(at), httpApi, {
      headers: { host: place.host, 'x-name': 'Ελλάς' },
    })

    assert.equal(Buffer.from(request.headers.get('x-name')!, 'latin1').toString(), 'Ελλάς')
  })
})

describe('the path of an event', () => {
  test('goes without the stage at the address of the API, and a word that is like a stage stays', async () => {
    assert.deepEqual(
      [
        await staged('/prod/auth/me'),
        await staged('/prod'),
        await staged('/production/x'),
        await staged('/auth/me'),
      ],
      ['/auth/me', '/', '/production/x', '/auth/me'],
    )
    assert.equal(await staged('/auth/me', 'auth', 'keyhold'), '/auth/me')
    assert.equal(await staged('/$default/x', '$default'), '/$default/x')
  })

  test('of a REST API is left alone, as it has no stage', async () => {
    const event = (await restApi.event(new Request(`${at}/prod/x`))) as { requestContext: object }

    assert.equal(asked(event).peer.target, '/prod/x')
    const requestContext = { ...event.requestContext, path: '/prod/x' }
    assert.equal(asked({ ...event, requestContext }).peer.target, '/x')
  })

  test('that was decoded begins no query, no fragment and no other host', async () => {
    const target = async (rawPath: string) =>
      (await askedBy(new Request(at), httpApi, { rawPath })).peer.target

    assert.equal(await target('/users/me?admin=true'), '/users/me%3Fadmin=true')
    assert.equal(await target('/a#b c\\d%'), '/a%23b%20c%5Cd%25')
    assert.equal(await target('/a%2Fb/é'), '/a%2Fb/%C3%A9')
    assert.equal(await target('/\ud800'), '/%EF%BF%BD')
    const { request } = await askedBy(new Request(at), httpApi, { rawPath: '//evil.example/x' })
    assert.equal(new URL(request.url).host, place.host)
  })
})

describe('an event that is no request', () => {
  const request = new Request(at, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const odd = async (): Promise<Record<string, unknown>> => {
    const event = await httpApi.event(request.clone())
    const rest = await restApi.event(request.clone())
    return {
      nothing: null,
      text: 'text',
      list: [],
      empty: {},
      'of a queue': { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
      'without a context': { ...event, requestContext: undefined },
      'with a path that is none': { ...event, rawPath: 7 },
      'of form 1 without a path': { ...rest, path: null },
      'with headers that are none': { ...event, headers: 'host' },
      'with a body that is no base64': { ...event, body: '?!', isBase64Encoded: true },
      'with a header of two lines': { ...event, headers: { host: place.host, 'x-a': 'b\r\nc: d' } },
      'with a host that is a path': { ...event, headers: { host: 'evil.example/..' } },
      'with a host that is somebody': { ...rest, multiValueHeaders: { host: ['me@evil.example'] } },
      'with a method that is none': { ...rest, httpMethod: 'GE T' },
      'with a method that nobody may use': { ...rest, httpMethod: 'CONNECT' },
    }
  }

  test('is answered with a fault of our form that names what is amiss, before anything is started', async () => {
    const { answer } = lambdaFunctions({}, silentLog)
    for (const [what, event] of Object.entries(await odd())) {
      const result = await answer(event, { awsRequestId: 'request-0001' })

      const { code, status, requestId, violations } = JSON.parse(result.body) as Record<string, unknown>
      assert.deepEqual(
        [result.statusCode, status, code, requestId],
        [400, 400, 'BAD_EVENT', 'request-0001'],
        what,
      )
      assert.ok(Array.isArray(violations) && violations.length > 0, what)
      const types = [result.headers?.['content-type'], ...(result.multiValueHeaders?.['content-type'] ?? [])]
      assert.ok(types.includes('application/problem+json'), what)
      assert.equal(result.multiValueHeaders !== undefined, formatOf(event) === '1.0', what)
    }
  })

  test('says nothing of what it holds', async () => {
    const event = { ...(await httpApi.event(request.clone())), rawPath: ['kh_secret'] }

    assert.throws(
      () => readEvent(event),
      (error: unknown) => error instanceof Fault && !JSON.stringify(error.context).includes('kh_secret'),
    )
  })
})

test('an event is of a clock when EventBridge says so, and never when it came through a gateway', async () => {
  const request = new Request(at)

  assert.deepEqual(
    [{ source: 'aws.events' }, { source: 'aws.scheduler' }, { source: 'aws.s3' }, {}, null, 'aws.events'].map(
      isTick,
    ),
    [true, true, false, false, false, false],
  )
  for (const gateway of gateways)
    assert.equal(isTick({ ...(await gateway.event(request)), source: 'aws.events' }), false)
})
