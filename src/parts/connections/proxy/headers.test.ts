import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import type { Asked } from '../../../kit/route.ts'
import { defineProvider } from '../providers/provider.ts'
import { github } from '../providers/github.ts'
import { strava } from '../providers/strava.ts'
import { refuseOddRequest, requestHeaders } from './request-headers.ts'
import { responseHeaders } from './response-headers.ts'

const { hooks: _hooks, ...plain } = strava

const asking = (headers: Record<string, string>): Asked =>
  ({ header: (name) => headers[name] }) satisfies Partial<Asked> as Asked

const reader = { accessToken: 'the-token', mayReadToken: true }

describe('to the provider go', () => {
  const everything = {
    accept: 'a/b',
    'accept-language': 'de',
    'content-type': 'text/plain',
    'if-none-match': '"1"',
    'if-modified-since': 'x',
    range: 'bytes=0-1',
    'idempotency-key': 'k',
    'x-github-api-version': '2022-11-28',
    authorization: 'Bearer kh_test_secret',
    'x-api-key': 'kh_test_secret',
    cookie: 'kh_operator=1',
    forwarded: 'for=1.2.3.4',
    'x-forwarded-for': '1.2.3.4',
    'x-real-ip': '1.2.3.4',
    via: 'x',
    te: 'trailers',
    'proxy-authorization': 'x',
    'x-http-method-override': 'DELETE',
    'x-method-override': 'DELETE',
    'content-length': '7',
    'transfer-encoding': 'chunked',
    'user-agent': 'curl',
    origin: 'https://a.test',
    referer: 'https://a.test',
    'keyhold-base-url': 'https://a.test',
    'x-anything': 'else',
  }

  test('the headers of the list, the provider’s own and the token, nothing else', () => {
    assert.deepEqual(requestHeaders(asking(everything), github, reader), {
      accept: 'a/b',
      'accept-language': 'de',
      'content-type': 'text/plain',
      'if-none-match': '"1"',
      'if-modified-since': 'x',
      range: 'bytes=0-1',
      'idempotency-key': 'k',
      'x-github-api-version': '2022-11-28',
      authorization: 'Bearer the-token',
    })
  })

  test('and no secret of ours, even when a provider’s file asks for it', () => {
    const greedy = defineProvider({
      ...plain,
      api: { ...strava.api, requestHeaders: Object.keys(everything) },
    })

    const sent = requestHeaders(asking(everything), greedy, reader)

    assert.equal(sent.authorization, 'Bearer the-token')
    assert.deepEqual(
      Object.keys(sent).filter((name) =>
        /key$|cookie|forward|override|real|via|^te$|length|origin/.test(name),
      ),
      ['idempotency-key'],
    )
  })
})

test('no part of an answer is asked for by whom the token must not reach in pieces', () => {
  const greedy = defineProvider({ ...plain, api: { ...strava.api, requestHeaders: ['range', 'if-range'] } })
  const asked = asking({ range: 'bytes=0-7', 'if-range': '"1"', accept: 'a/b' })

  const sent = requestHeaders(asked, greedy, { accessToken: 'the-token', mayReadToken: false })

  assert.deepEqual(sent, { accept: 'a/b', authorization: 'Bearer the-token' })
})

describe('a request is refused', () => {
  for (const [header, value] of [
    ['upgrade', 'websocket'],
    ['content-encoding', 'gzip'],
  ] as const)
    test(`that says ${header}`, () => {
      assert.throws(() => refuseOddRequest(asking({ [header]: value })), {
        code: 'PROXY_REQUEST_REFUSED',
      } as Partial<Fault>)
    })
})

describe('back come', () => {
  const answering = (headers: Record<string, string>, status = 200) =>
    responseHeaders(
      {
        provider: strava,
        connectionId: 'c1',
        base: new URL('https://www.strava.com/api/v3'),
        url: new URL('https://www.strava.com/api/v3/routes/1'),
        status,
        headers: new Headers(headers),
      },
      (text) => text.replaceAll('the-token', 'REDACTED'),
    )

  test('the headers of the list and the provider’s rates, renamed', () => {
    const given = answering({
      'content-type': 'application/json; charset=utf-8',
      etag: '"1"',
      link: '<https://www.strava.com/api/v3/a?page=2>; rel="next"',
      'retry-after': '7',
      'x-ratelimit-limit': '200,2000',
      'x-readratelimit-usage': '1,2',
      'ratelimit-policy': 'a',
      'set-cookie': 'a=1',
      'www-authenticate': 'Bearer',
      'access-control-allow-origin': '*',
      'strict-transport-security': 'max-age=1',
      server: 'x',
      'content-length': '7',
      'x-request-id': 'theirs',
      refresh: '0;url=https://evil.test',
    })

    assert.deepEqual(given, {
      'content-type': 'application/json; charset=utf-8',
      etag: '"1"',
      link: '<https://www.strava.com/api/v3/a?page=2>; rel="next"',
      'retry-after': '7',
      'x-provider-ratelimit-limit': '200,2000',
      'x-provider-readratelimit-usage': '1,2',
      'x-provider-ratelimit-policy': 'a',
      'x-provider-status': '200',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })

  test('our guards, whatever the provider says', () => {
    const given = answering({
      'content-type': 'text/html',
      'content-security-policy': "default-src 'unsafe-inline'",
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=9',
      'x-content-type-options': 'sniff',
    })

    assert.equal(given['content-security-policy'], "sandbox; default-src 'none'")
    assert.equal(given['content-disposition'], 'attachment')
    assert.equal(given['cache-control'], 'no-store')
    assert.equal(given['x-content-type-options'], 'nosniff')
  })

  for (const [type, isShown] of [
    ['application/json', true],
    ['application/vnd.github+json; charset=utf-8', true],
    ['application/problem+json', true],
    ['text/html', false],
    ['text/html; application/json', false],
    ['application/jsonp', false],
    ['image/svg+xml', false],
  ] as const)
    test(`${type} ${isShown ? 'as it is' : 'as an attachment'}`, () => {
      assert.equal(
        answering({ 'content-type': type })['content-disposition'],
        isShown ? undefined : 'attachment',
      )
    })

  test('an attachment where no type is told', () => {
    assert.equal(answering({})['content-disposition'], 'attachment')
  })

  test('no token in a header', () => {
    assert.equal(answering({ link: '<https://a.test/?t=the-token>' }).link, '<https://a.test/?t=REDACTED>')
  })

  for (const [location, expected] of [
    ['https://www.strava.com/api/v3/routes/2?a=1', '/api/connections/c1/proxy/routes/2?a=1'],
    ['/api/v3/routes/2', '/api/connections/c1/proxy/routes/2'],
    ['2', '/api/connections/c1/proxy/routes/2'],
    ['https://evil.test/api/v3/routes/2', undefined],
    ['//evil.test/api/v3', undefined],
    ['http://www.strava.com/api/v3/routes/2', undefined],
    ['https://www.strava.com/login', undefined],
    ['https://www.strava.com/api/v3evil/x', undefined],
    ['javascript:alert(1)', undefined],
    ['http://[', undefined],
  ] as const)
    test(`the location ${location} as ${expected ?? 'none'}`, () => {
      assert.equal(answering({ location }, 302).location, expected)
    })
})
