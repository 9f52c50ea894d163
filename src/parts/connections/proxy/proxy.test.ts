import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { aConnection, charlie, logOf } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { as } from '../../../kit/world.ts'
import { subjectFor } from '../../accounts/index.ts'
import { makeOperatorLink } from '../../accounts/operator/session.ts'
import { athlete, keyWith, proxied, renewed, send, tokenCall } from './proxy.fixture.ts'

const actions = (entries: { action: string }[]) => entries.map(({ action }) => action)

describe('a call through a connection', () => {
  test('reaches the provider with the fresh token and answers what it said, without the token', async () => {
    const { world, owner, id, through } = await proxied()
    const strava = world.net.answers(athlete, answered(201, { id: 7 }, { etag: '"1"', 'set-cookie': 'a=1' }))

    const answer = await through('/athlete?fields=a%2Fb', {
      headers: { accept: 'application/json', cookie: 'a=1' },
    })

    assert.deepEqual([answer.status, answer.text], [201, '{"id":7}'])
    assert.equal(strava.calls[0]!.headers.authorization, 'Bearer access-1')
    assert.equal(strava.calls[0]!.url.search, '?fields=a%2Fb')
    assert.deepEqual(Object.keys(strava.calls[0]!.headers).sort(), ['accept', 'authorization'])
    assert.deepEqual(
      ['etag', 'set-cookie', 'content-security-policy', 'cache-control', 'x-provider-status'].map((name) =>
        answer.headers.get(name),
      ),
      ['"1"', null, "sandbox; default-src 'none'", 'no-store', '201'],
    )
    assert.deepEqual(actions(await logOf(world, owner, id)), ['proxy.called'])
  })

  test('passes a body on, with its length told anew', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers('PUT https://strava.test/api/v3/activities/1', { ok: true })

    const answer = await through('/activities/1', {
      method: 'PUT',
      body: 'name=x',
      headers: { 'content-type': 'a/b' },
    })

    assert.equal(answer.status, 200)
    assert.deepEqual([strava.calls[0]!.text, strava.calls[0]!.headers['content-type']], ['name=x', 'a/b'])
  })

  test('with a body over the limit is refused, and nothing is sent', async () => {
    const { world, through } = await proxied()

    const answer = await through('/a', {
      method: 'POST',
      body: 'x',
      headers: { 'content-length': '104857601' },
    })

    assert.deepEqual([answer.status, answer.code], [413, 'BODY_TOO_LARGE'])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('asks with HEAD when it is asked with HEAD', async () => {
    const { world, through } = await proxied()
    const strava = world.net.answers(
      'HEAD https://strava.test/api/v3/athlete',
      answered(200, '', { etag: '"2"' }),
    )

    const answer = await through('/athlete', { method: 'HEAD' })

    assert.deepEqual([answer.status, answer.text, answer.headers.get('etag')], [200, '', '"2"'])
    assert.equal(strava.calls.length, 1)
  })

  for (const status of [204, 304])
    test(`answers a ${status} without a body`, async () => {
      const { world, through } = await proxied()
      world.net.answers(athlete, answered(status, ''))

      const answer = await through('/athlete')

      assert.deepEqual([answer.status, answer.text], [status, ''])
    })

  test('follows no redirect, and leads to none elsewhere', async () => {
    const { world, through } = await proxied()
    world.net.answers(athlete, answered(302, '', { location: 'https://evil.test/' }))

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.headers.get('location')], [302, null])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('that was compressed against our wish is not passed on, as nobody can look through it', async () => {
    const { world, through } = await proxied()
    world.net.answers(athlete, answered(200, 'x', { 'content-encoding': 'gzip' }))

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code], [502, 'PROVIDER_ANSWER_UNUSABLE'])
  })

  test('names another of the provider’s API addresses by header, and none of anybody else', async () => {
    const { world, owner } = await proxied({ environment: { GOOGLE_BASE_URL: '' } })
    const { id } = await aConnection(world, owner, { provider: 'google' })
    const sheets = world.net.answers('GET https://sheets.googleapis.com/v4/x', { ok: 1 })
    const ask = (base: string) =>
      send(world, `/api/connections/${id}/proxy/v4/x`, {
        key: owner.key,
        headers: { 'keyhold-base-url': base },
      })

    const [known, foreign] = [await ask('https://sheets.googleapis.com'), await ask('https://evil.test')]

    assert.equal(known.status, 200)
    assert.equal('keyhold-base-url' in sheets.calls[0]!.headers, false)
    assert.deepEqual([foreign.status, foreign.code], [400, 'PROXY_BASE_REFUSED'])
  })
})

describe('who may call', () => {
  test('is a key with the scope: one for reads, one for writes', async () => {
    const { world, owner, through } = await proxied()
    world.net.answers(athlete, { id: 7 })
    world.net.answers('POST https://strava.test/api/v3/athlete', { id: 8 })
    const statuses = async (...scopes: string[]) => {
      const { key } = await keyWith(world, owner.accountId, scopes)
      return [
        (await through('/athlete', { key })).status,
        (await through('/athlete', { key, method: 'POST' })).status,
      ]
    }

    assert.deepEqual(await statuses('connections:token', 'connections:read', 'connections:write'), [403, 403])
    assert.deepEqual(await statuses('connections:proxy'), [200, 403])
    assert.deepEqual(await statuses('connections:proxy:write'), [403, 200])
  })

  test('needs the scope for writes throughout where the provider writes by GET', async () => {
    const { world, owner } = await proxied({
      environment: { SLACK_CLIENT_ID: 'a', SLACK_CLIENT_SECRET: 'b', SLACK_BASE_URL: 'https://slack.test' },
    })
    const { id } = await aConnection(world, owner, { provider: 'slack', expiresInSeconds: null })
    const { key } = await keyWith(world, owner.accountId, ['connections:proxy'])
    world.net.answers('GET https://slack.test/api/chat.postMessage', { ok: true })
    const path = `/api/connections/${id}/proxy/chat.postMessage`

    const [narrow, wide] = [await send(world, path, { key }), await send(world, path, { key: owner.key })]

    assert.deepEqual([narrow.status, wide.status], [403, 200])
  })

  test('is nobody without a key, and no signed-in browser', async () => {
    const { world, through } = await proxied()
    const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
    const session = await world.app.fetch(
      new Request('http://localhost:3000/api/operator/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify({ token: secret }),
      }),
    )
    const cookie = session.headers.getSetCookie()[0]!.split(';')[0]!

    const anonymous = await through('/athlete', { key: null })
    const browser = await through('/athlete', {
      key: null,
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    })

    assert.equal(session.status, 200)
    assert.equal(anonymous.status, 401)
    assert.deepEqual([browser.status, browser.code], [403, 'KEY_NEEDED'])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('sees another account’s connection, and another user’s, as a missing one', async () => {
    const { world, owner, id } = await proxied()
    const stranger = await charlie(world)
    const account = as(world, { role: 'app', accountId: owner.accountId })
    const { id: otherUser } = await subjectFor(account, owner.accountId, 'somebody-else')
    const bound = await keyWith(world, owner.accountId, ['connections:proxy'], otherUser)
    const missing = '0199a1fc-0000-7000-8000-000000000000'
    // Of a connection that is seen, this one would be refused for its path.
    const ask = async (key: string, connection: string) => {
      const { status, text } = await send(world, `/api/connections/${connection}/proxy/oauth/token`, { key })
      return [status, text.replace(/"requestId":"[^"]*"/, '')]
    }

    const answers = [await ask(stranger.key, id), await ask(bound.key, id), await ask(owner.key, missing)]

    assert.equal(answers[0]![0], 404)
    assert.deepEqual(answers[0], answers[2])
    assert.deepEqual(answers[1], answers[2])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('is no longer a key that is revoked while the token is being refreshed: nothing leaves', async () => {
    const { world, owner, through } = await proxied({ connection: { expiresInSeconds: 0 } })
    const account = as(world, { role: 'app', accountId: owner.accountId })
    world.net.answers(tokenCall, async () => {
      await account.sql`update api_keys set revoked_at = now(), version = version + 1 where id = ${owner.actor.id}`
      return renewed
    })

    const answer = await through('/athlete')

    assert.equal(answer.status, 401)
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('is told what a connection needs instead of a token', async () => {
    const { world, owner, id, through } = await proxied()
    const account = as(world, { role: 'app', accountId: owner.accountId })
    await account.sql`update connections set status = 'needs_reauth', reason = 'refused' where id = ${id}`

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code], [409, 'NEEDS_REAUTH'])
  })
})

describe('where a call goes', () => {
  for (const [path, code] of [
    ['/../token', 'PROXY_PATH_REFUSED'],
    ['/%2e%2e/token', 'PROXY_PATH_REFUSED'],
    ['/a%2fb', 'PROXY_PATH_REFUSED'],
    ['/a%5cb', 'PROXY_PATH_REFUSED'],
    ['/a%00', 'PROXY_PATH_REFUSED'],
    ['/a\\b', 'PROXY_PATH_REFUSED'],
    ['//evil.test/', 'PROXY_PATH_REFUSED'],
    ['/a?access_token=x', 'PROXY_QUERY_REFUSED'],
    ['/a?client_secret=x', 'PROXY_QUERY_REFUSED'],
  ] as const)
    test(`is not ${path}, as the request line had it`, async () => {
      const { world, id, through } = await proxied()

      const answer = await through('/athlete', { target: `/api/connections/${id}/proxy${path}` })

      assert.deepEqual([answer.status, answer.code], [400, code])
      assert.deepEqual(world.net.unforeseen, [])
    })

  test('is not where the provider gives or ends tokens', async () => {
    const { world, through } = await proxied()

    const answer = await through('/oauth/deauthorize', { method: 'POST' })

    assert.deepEqual([answer.status, answer.code], [400, 'PROXY_PATH_REFUSED'])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('is no other protocol', async () => {
    const { world, through } = await proxied()

    const answer = await through('/athlete', { headers: { upgrade: 'websocket', connection: 'upgrade' } })

    assert.deepEqual([answer.status, answer.code], [400, 'PROXY_REQUEST_REFUSED'])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('is no method that nobody declared', async () => {
    const { through } = await proxied()

    const answer = await through('/athlete', { method: 'OPTIONS' })

    assert.deepEqual([answer.status, answer.code], [405, 'METHOD_NOT_ALLOWED'])
    assert.equal(answer.headers.get('allow'), 'GET, POST, PUT, PATCH, DELETE')
  })
})

describe('a 401 of the provider', () => {
  test('is tried once more with the token of a refresh, the body as before', async () => {
    const { world, owner, id, through } = await proxied()
    const refreshes = world.net.answers(tokenCall, renewed)
    const strava = world.net.answers('POST https://strava.test/api/v3/athlete', answered(401, { no: 1 }), {
      id: 7,
    })

    const answer = await through('/athlete', { method: 'POST', body: 'name=x' })

    assert.deepEqual([answer.status, answer.text], [200, '{"id":7}'])
    assert.deepEqual(
      strava.calls.map(({ headers, text }) => [headers.authorization, text]),
      [
        ['Bearer access-1', 'name=x'],
        ['Bearer access-2', 'name=x'],
      ],
    )
    assert.equal(refreshes.calls.length, 1)
    assert.deepEqual(actions(await logOf(world, owner, id)), [
      'proxy.called',
      'token.refreshed',
      'proxy.called',
    ])
  })

  test('that stays is passed on; an address that always says so costs one refresh a minute', async () => {
    const { world, through } = await proxied()
    const refreshes = world.net.answers(tokenCall, renewed)
    const strava = world.net.answers(athlete, answered(401, { no: 1 }, { 'www-authenticate': 'Bearer' }))

    const first = await through('/athlete')
    const second = await through('/athlete')
    const [callsSoFar, refreshesSoFar] = [strava.calls.length, refreshes.calls.length]
    world.advance(61)
    await through('/athlete')

    assert.deepEqual([first.status, second.status, first.text], [401, 401, '{"no":1}'])
    assert.equal(first.headers.get('www-authenticate'), null)
    assert.deepEqual([callsSoFar, refreshesSoFar], [3, 1])
    assert.equal(refreshes.calls.length, 2)
  })

  test('is tried once more and no more often, however many refreshes others make', async () => {
    const { world, id, owner, through } = await proxied()
    world.net.answers(tokenCall, renewed)
    const strava = world.net.answers(athlete, async () => {
      await send(world, `/api/connections/${id}/refresh`, { key: owner.key, method: 'POST' })
      return answered(401, { no: 1 })
    })

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, strava.calls.length], [401, 2])
  })

  test('after somebody else’s refresh costs none', async () => {
    const { world, id, owner, through } = await proxied()
    const refreshes = world.net.answers(tokenCall, renewed)
    world.net.answers(
      athlete,
      async () => {
        await send(world, `/api/connections/${id}/refresh`, { key: owner.key, method: 'POST' })
        return answered(401, { no: 1 })
      },
      { id: 7 },
    )

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, refreshes.calls.length], [200, 1])
  })

  test('that turns out to be the grant’s end says so', async () => {
    const { world, through } = await proxied()
    const refusal = { errors: [{ resource: 'RefreshToken', code: 'invalid', field: 'refresh_token' }] }
    world.net.answers(tokenCall, answered(400, refusal))
    world.net.answers(athlete, answered(401, { no: 1 }))

    const answer = await through('/athlete')

    assert.deepEqual([answer.status, answer.code], [409, 'NEEDS_REAUTH'])
  })
})

describe('the proof', () => {
  test('is durable before the request leaves', async () => {
    const { world, owner, id, through } = await proxied()
    let before: string[] = []
    world.net.answers(athlete, async () => {
      before = actions(await logOf(world, owner, id))
      return { id: 7 }
    })

    await through('/athlete')

    assert.deepEqual(before, ['proxy.called'])
  })

  test('that cannot be written is a 503, and nothing leaves', { timeout: 30_000 }, async () => {
    const { world, through } = await proxied()
    const holder = new pg.Client({ connectionString: world.ownerUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('lock table audit_head in access exclusive mode')

    const answer = await through('/athlete')
    await holder.query('rollback')
    await holder.end()

    assert.deepEqual([answer.status, answer.code], [503, 'AUDIT_UNAVAILABLE'])
    assert.deepEqual(world.net.unforeseen, [])
  })

  test('names the method and the fingerprint of the token, and no path', async () => {
    const { world, owner, id, through } = await proxied()
    world.net.answers(athlete, { id: 7 })

    await through('/athlete')

    const sql = world.sql.as({ role: 'app', accountId: owner.accountId })
    const rows = await sql<{ detail: string; actor: string; fp: number; subject: boolean }>`
      select detail, actor, length(token_fp)::int as fp, log_subject is not null as subject from audit_entry where object = ${id} limit 5`
    assert.deepEqual(rows, [{ detail: '{"method":"GET"}', actor: owner.actor.id, fp: 16, subject: true }])
  })
})

describe('a token in the answer', () => {
  test('is taken out, and that is in the log', async () => {
    const { world, owner, id, through } = await proxied({ connection: { accessToken: 'secret/token+1' } })
    world.net.answers(athlete, ({ headers }) =>
      answered(
        200,
        `{"you sent":"${headers.authorization}","and":"${encodeURIComponent('secret/token+1')}"}`,
        {
          link: `<https://strava.test/?t=${encodeURIComponent('secret/token+1')}>`,
        },
      ),
    )

    const answer = await through('/athlete')
    await world.settled()

    assert.equal(answer.text, '{"you sent":"Bearer REDACTED","and":"REDACTED"}')
    assert.equal(answer.headers.get('link'), '<https://strava.test/?t=REDACTED>')
    assert.deepEqual(actions(await logOf(world, owner, id)), ['proxy.called', 'proxy.token_redacted'])
  })

  test('is not to be had in parts by a key that may not read it', async () => {
    const { world, owner, through } = await proxied()
    const echo = 'Bearer access-1'
    const strava = world.net.answers(athlete, ({ headers: { range } }) => {
      const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
      return range ? answered(206, echo.slice(Number(first), Number(last) + 1)) : answered(200, echo)
    })
    const { key } = await keyWith(world, owner.accountId, ['connections:proxy'])
    const headers = { range: 'bytes=7-10' }

    const [narrow, wide] = [
      await through('/athlete', { key, headers }),
      await through('/athlete', { headers }),
    ]

    assert.deepEqual([narrow.status, narrow.text], [200, 'Bearer REDACTED'])
    assert.deepEqual([wide.status, wide.text, strava.calls.length], [206, 'acce', 2])
  })

  test('is looked for in the token that was sent last', async () => {
    const { world, through } = await proxied()
    world.net.answers(tokenCall, renewed)
    world.net.answers(athlete, answered(401, ''), ({ headers }) => answered(200, headers.authorization))

    assert.equal((await through('/athlete')).text, 'Bearer REDACTED')
  })
})

test('a key made without naming scopes calls through connections and reads no token', async () => {
  const { world, owner, id, through } = await proxied()
  world.net.answers(athlete, { id: 7 })
  const keeper = await keyWith(world, owner.accountId, ['keys:write'])

  const made = await send(world, '/api/keys', {
    key: keeper.key,
    method: 'POST',
    body: '{"name":"app"}',
    headers: { 'content-type': 'application/json' },
  })
  const { key, scopes } = JSON.parse(made.text) as { key: string; scopes: string[] }
  const [called, read] = [
    await through('/athlete', { key }),
    await send(world, `/api/connections/${id}/token`, { key }),
  ]

  assert.deepEqual(scopes, ['connections:read', 'connections:proxy'])
  assert.deepEqual([called.status, read.status], [200, 403])
})
