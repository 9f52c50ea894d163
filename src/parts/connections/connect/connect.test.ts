import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aBrowser, type Browser, locationOf } from '../../../../tests/support/browser.ts'
import { aConnection, alice, call, logOf } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { as } from '../../../kit/world.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { makeOperatorLink, setDeploymentOwner } from '../../accounts/index.ts'

const tokenAddress = 'POST https://strava.test/oauth/token'
const grantFor = (athlete: number, name = 'Ada') => ({
  token_type: 'Bearer',
  access_token: `access-${athlete}`,
  refresh_token: `refresh-${athlete}`,
  expires_in: 21_600,
  athlete: { id: athlete, firstname: name, lastname: 'Fjell' },
})
const browserOf = (world: TestWorld): Browser => aBrowser((request) => world.app.fetch(request))
/** Keeps cookies as curl does when told to, and wants no pages. */
const programOf = (world: TestWorld): Browser =>
  aBrowser((request) => {
    request.headers.set('accept', '*/*')
    return world.app.fetch(request)
  })
const sessionFor = (world: TestWorld, key: string, body: Record<string, unknown> = {}) =>
  call(world, key, 'POST', '/api/connections/sessions', { userId: 'test-user', provider: 'strava', ...body })

/** Through the link's page to the provider; answers the state the provider got. */
async function setOff(browser: Browser, connectUrl: unknown): Promise<URL> {
  const sent = await browser.submit(String(connectUrl))
  return locationOf(sent)
}

const back = (
  browser: Browser,
  authorize: URL,
  parameters: Record<string, string> = {},
): Promise<Response> => {
  const query = new URLSearchParams({
    state: authorize.searchParams.get('state')!,
    code: 'code-1',
    scope: 'read,activity:read_all',
    ...parameters,
  })
  return browser.get(`http://localhost:3000/strava/callback?${query}`)
}

async function connect(
  world: TestWorld,
  key: string,
  athlete: number,
  body: Record<string, unknown> = {},
  browser = browserOf(world),
): Promise<{ response: Response; text: string }> {
  world.net.answers(tokenAddress, grantFor(athlete))
  const session = await sessionFor(world, key, body)
  const response = await back(browser, await setOff(browser, session.body.connectUrl))
  return { response, text: await response.clone().text() }
}

const connectionsOf = async (world: TestWorld, key: string) =>
  ((await call(world, key, 'GET', '/api/connections')).body.connections ?? []) as Record<string, unknown>[]

test('a link leads through its page to the provider and back to a connection', async () => {
  const world = await testWorld()
  const owner = await alice(world)

  const { response, text } = await connect(world, owner.key, 7)

  assert.equal(response.status, 200)
  assert.match(text, /Strava is connected/)
  const [connection] = await connectionsOf(world, owner.key)
  assert.deepEqual(
    [connection?.userId, connection?.status, connection?.label, connection?.providerAccount],
    ['test-user', 'active', 'Ada Fjell', '7'],
  )
})

test('looking at a link changes nothing, using it uses it up', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const session = await sessionFor(world, owner.key)
  const browser = browserOf(world)

  const looks = [
    await browser.get(String(session.body.connectUrl)),
    await browser.get(String(session.body.connectUrl)),
  ]
  const first = await browser.submit(String(session.body.connectUrl))
  const second = await browser.submit(String(session.body.connectUrl))

  assert.deepEqual(
    [...looks, first, second].map(({ status }) => status),
    [200, 200, 303, 400],
  )
})

test('the link page names app, provider, user and scopes, and may not be framed', async () => {
  const world = await testWorld({ environment: { KEYHOLD_APP_NAME: 'app.example' } })
  const owner = await alice(world)
  const session = await sessionFor(world, owner.key, { label: 'a…@x.org <b>' })

  const page = await browserOf(world).get(String(session.body.connectUrl))
  const text = await page.text()

  for (const part of ['app.example', 'Strava', 'a…@x.org &lt;b&gt;', 'activity:read_all'])
    assert.ok(text.includes(part), part)
  assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/)
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer')
})

test('a link may not be used by a form on another site', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const session = await sessionFor(world, owner.key)

  const answer = await world.app.fetch(
    new Request(String(session.body.connectUrl), {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
    }),
  )

  assert.equal(answer.status, 403)
})

test('a callback is good for one use', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, grantFor(7))
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)
  const kept = new Map(browser.cookies)

  const first = await back(browser, authorize)
  for (const [name, value] of kept) browser.cookies.set(name, value)
  const second = await back(browser, authorize)

  assert.deepEqual([first.status, second.status], [200, 400])
})

test('a callback in another browser is refused as an unknown one, and JSON says it as 002 did', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const authorize = await setOff(browserOf(world), (await sessionFor(world, owner.key)).body.connectUrl)

  const answer = await call(
    world,
    null,
    'GET',
    `/strava/callback?code=x&scope=read&state=${authorize.searchParams.get('state')}`,
  )

  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body, { detail: 'Invalid or expired state parameter' })
})

test('a state is refused after 600 seconds', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)
  world.advance(601)

  assert.equal((await back(browser, authorize)).status, 400)
})

test('a state made for one provider is refused at another', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)

  const answer = await browser.get(
    `http://localhost:3000/google/callback?code=x&state=${authorize.searchParams.get('state')}`,
  )

  assert.equal(answer.status, 400)
})

test('a denial stores nothing, has its own page, and uses the state up', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)

  const denied = await browser.get(
    `http://localhost:3000/strava/callback?error=access_denied&state=${authorize.searchParams.get('state')}`,
  )

  assert.equal(denied.status, 400)
  assert.match(await denied.text(), /CONSENT_DENIED/)
  assert.deepEqual(await connectionsOf(world, owner.key), [])
})

test('scopes that were unticked store nothing and give the grant back', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, grantFor(7))
  const revoked = world.net.answers('POST https://strava.test/oauth/deauthorize', {
    access_token: 'access-7',
  })
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)

  const answer = await back(browser, authorize, { scope: 'read' })

  assert.match(await answer.text(), /SCOPES_MISSING/)
  assert.equal(revoked.calls.length, 1)
  assert.deepEqual(await connectionsOf(world, owner.key), [])
})

test('a code the provider refuses is told without its reason, with an id for the operator', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(
    tokenAddress,
    answered(400, {
      message: 'Bad Request',
      errors: [{ resource: 'AuthorizationCode', field: 'code', code: 'invalid' }],
    }),
  )
  const browser = browserOf(world)
  const authorize = await setOff(browser, (await sessionFor(world, owner.key)).body.connectUrl)

  const answer = await back(browser, authorize)

  assert.match(await answer.text(), /EXCHANGE_FAILED/)
  assert.deepEqual(await connectionsOf(world, owner.key), [])
})

test('002: what fails on the way is told with the source’s status and words', async () => {
  const [world, bare] = await Promise.all([
    testWorld(),
    testWorld({ environment: { STRAVA_CLIENT_ID: '', STRAVA_CLIENT_SECRET: '' } }),
  ])
  world.net.answers(tokenAddress, answered(400, {}))
  const program = programOf(world)
  const authorize = locationOf(await program.get('http://localhost:3000/strava/authorize'))

  const unconfigured = await programOf(bare).get('http://localhost:3000/strava/authorize')
  const failed = await back(program, authorize)

  assert.deepEqual(
    [unconfigured.status, await unconfigured.json()],
    [500, { detail: 'Strava OAuth not configured' }],
  )
  assert.equal(failed.status, 500)
  assert.match(
    ((await failed.json()) as { detail: string }).detail,
    /^OAuth authorization failed\. Please try again\. \(Error ID: [0-9a-f]{8}\)$/,
  )
})

test('connecting the same account for the same user again keeps the id and raises the grant', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await connect(world, owner.key, 7)
  const [before] = await connectionsOf(world, owner.key)

  await connect(world, owner.key, 7)

  const after = await connectionsOf(world, owner.key)
  assert.deepEqual(
    after.map(({ id }) => id),
    [before?.id],
  )
  assert.ok(
    (await logOf(world, owner, String(before?.id))).some(({ action }) => action === 'connection.reconnected'),
  )
})

test('two accounts at one provider are two connections of one user', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await connect(world, owner.key, 7)

  await connect(world, owner.key, 8)

  assert.equal((await connectionsOf(world, owner.key)).length, 2)
})

test('a reconnect with another account at the provider is refused and changes nothing', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  await connect(world, owner.key, 7)
  const [connection] = await connectionsOf(world, owner.key)

  const { response, text } = await connect(world, owner.key, 8, {
    userId: undefined,
    provider: undefined,
    connectionId: connection?.id,
  })

  assert.equal(response.status, 409)
  assert.match(text, /SUBJECT_CHANGED/)
  assert.equal((await connectionsOf(world, owner.key))[0]?.providerAccount, '7')
})

test('an athlete connected for another user supersedes the older connection only after consent', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await connect(world, owner.key, 7)
  const browser = browserOf(world)

  const { text } = await connect(world, owner.key, 7, { userId: 'second-user' }, browser)
  const before = await connectionsOf(world, owner.key)
  const action = /action="([^"]+)"/.exec(text)?.[1]
  const confirmed = await browser.submit(new URL(action!, 'http://localhost:3000'))
  const after = await connectionsOf(world, owner.key)

  assert.deepEqual(
    before.map(({ userId, status }) => [userId, status]),
    [
      ['second-user', 'pending'],
      ['test-user', 'active'],
    ],
  )
  assert.equal(confirmed.status, 200)
  assert.deepEqual(
    after.map(({ userId, status, reason }) => [userId, status, reason]),
    [
      ['second-user', 'active', null],
      ['test-user', 'needs_reauth', 'superseded'],
    ],
  )
})

test('with confirm: app a connection gives no token until the app has completed it', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, grantFor(7))
  const browser = browserOf(world)
  const session = await sessionFor(world, owner.key, {
    confirm: 'app',
    returnTo: 'http://localhost:5173/done',
  })
  const returned = locationOf(await back(browser, await setOff(browser, session.body.connectUrl)))
  const completion = returned.searchParams.get('completion')
  const [connection] = await connectionsOf(world, owner.key)
  const token = () => call(world, owner.key, 'GET', `/api/connections/${String(connection?.id)}/token`)
  const complete = (given: string | null) =>
    call(world, owner.key, 'POST', `/api/connections/sessions/${String(session.body.id)}/complete`, {
      completion: given,
    })

  const before = await token()
  const wrong = await complete('guessed')
  const right = await complete(completion)
  const again = await complete(completion)
  const after = await token()

  assert.equal(returned.searchParams.get('status'), 'pending')
  assert.deepEqual(
    [before.body.code, wrong.status, right.status, again.status, after.body.access_token],
    ['CONNECTION_PENDING', 400, 200, 400, 'access-7'],
  )
})

test('a completion is refused after 60 seconds', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers(tokenAddress, grantFor(7))
  const browser = browserOf(world)
  const session = await sessionFor(world, owner.key, {
    confirm: 'app',
    returnTo: 'http://localhost:5173/done',
  })
  const returned = locationOf(await back(browser, await setOff(browser, session.body.connectUrl)))
  world.advance(61)

  const answer = await call(
    world,
    owner.key,
    'POST',
    `/api/connections/sessions/${String(session.body.id)}/complete`,
    { completion: returned.searchParams.get('completion') },
  )

  assert.equal(answer.status, 400)
})

test('a pending connection that nobody completes is revoked and deleted after ten minutes', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const revoked = world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  await connect(world, owner.key, 7, { confirm: 'app', returnTo: 'http://localhost:5173/' })
  world.advance(601)

  await world.app.runDue({ budgetMilliseconds: 5_000 })

  assert.equal(revoked.calls.length, 1)
  assert.deepEqual(await connectionsOf(world, owner.key), [])
})

test('browsers are sent back only to registered addresses', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const allowed = ['http://localhost:5173/', '/connections/x', 'http://localhost:5173/deep/path?a=b']
  const refused = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'http://localhost:5173@evil.example/',
    'http://localhost:5173/#x',
    'javascript:alert(1)',
    'http://localhost:5174/',
    'https://localhost.evil.example/',
  ]

  const codes = await Promise.all(
    [...allowed, ...refused].map(
      async (returnTo) => (await sessionFor(world, owner.key, { returnTo })).status,
    ),
  )

  assert.deepEqual(codes, [...allowed.map(() => 201), ...refused.map(() => 400)])
})

test('002: authorize sends the browser on with 307, and success leads to the frontend', async () => {
  const world = await testWorld()
  world.net.answers(tokenAddress, grantFor(7))
  const browser = browserOf(world)

  const sent = await browser.get('http://localhost:3000/strava/authorize')
  const authorize = locationOf(sent)
  const returned = await back(browser, authorize)

  assert.equal(sent.status, 307)
  assert.equal(authorize.searchParams.get('scope'), 'read,activity:read_all')
  assert.equal(returned.status, 307)
  assert.equal(returned.headers.get('location'), 'http://localhost:5173/?strava=success')
  const mine = await call(world, internalApiKey, 'GET', '/api/connections')
  assert.equal((mine.body.connections as unknown[]).length, 1)
})

test('a second athlete does not replace the deployment’s owner, and the grant is given back', async () => {
  const world = await testWorld()
  const revoked = world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  const go = async (athlete: number): Promise<Response> => {
    world.net.answers(tokenAddress, grantFor(athlete))
    const browser = browserOf(world)
    return back(browser, locationOf(await browser.get('http://localhost:3000/strava/authorize')))
  }
  await go(7)

  const second = await go(8)
  const same = await go(7)

  assert.equal(second.status, 403)
  assert.match(await second.text(), /OWNER_CONFIRMATION_NEEDED/)
  assert.equal(revoked.calls.length, 1)
  assert.equal(same.status, 307)
})

test('the operator may replace the owner after confirming it on our page', async () => {
  const world = await testWorld()
  world.net.answers(tokenAddress, grantFor(7))
  const first = browserOf(world)
  await back(first, locationOf(await first.get('http://localhost:3000/strava/authorize')))
  const operator = await signedIn(world)
  world.net.answers(tokenAddress, grantFor(8))

  const asked = await back(operator, locationOf(await operator.get('http://localhost:3000/strava/authorize')))
  const action = /action="([^"]+)"/.exec(await asked.text())?.[1]
  const confirmed = await operator.submit(new URL(action!, 'http://localhost:3000'))

  assert.equal(confirmed.status, 200)
  const [owner] = await world.sql<{
    account: string
  }>`select provider_subject as account from deployment d join connections c on c.id = d.owner_connection_id`.catch(
    () => [],
  )
  assert.equal(owner, undefined, 'no account set, no row')
  const home = await alice(world)
  const [seen] = await world.sql.as({ role: 'app', accountId: home.accountId })<{
    account: string
  }>`select provider_subject as account from deployment d join connections c on c.id = d.owner_connection_id`
  assert.equal(seen?.account, '8')
})

async function signedIn(world: TestWorld): Promise<Browser> {
  const { secret } = await makeOperatorLink(world, { kind: 'job', id: 'test' })
  const browser = browserOf(world)
  const answer = await world.app.fetch(
    new Request('http://localhost:3000/api/operator/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ token: secret }),
    }),
  )
  const [name = '', value = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';')[0]!.split('=')
  browser.cookies.set(name, value)
  return browser
}

test('an account of the sandbox that was shown first gives way to the first real one', async () => {
  const world = await testWorld({
    environment: {
      SANDBOX_BASE_URL: 'http://127.0.0.1:4010',
      SANDBOX_CLIENT_ID: 's',
      SANDBOX_CLIENT_SECRET: 's',
    },
  })
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, { provider: 'sandbox' })
  await setDeploymentOwner(as(world, { role: 'app', accountId: owner.accountId }), id)
  world.net.answers(tokenAddress, grantFor(7))
  const browser = browserOf(world)

  const returned = await back(
    browser,
    locationOf(await browser.get('http://localhost:3000/strava/authorize')),
  )

  assert.equal(returned.headers.get('location'), 'http://localhost:5173/?strava=success')
  const other = await browser.get('http://localhost:3000/fitbit/authorize')
  assert.match(await other.text(), /PROVIDER_NOT_CONFIGURED|OWNER_CONFIRMATION_NEEDED/)
})

test('in production a first direct connection needs the operator', async () => {
  const world = await testWorld({
    environment: {
      NODE_ENV: 'production',
      KEYHOLD_URL: 'https://keyhold.example.org',
      FRONTEND_URL: 'https://app.example.org',
      KEYHOLD_MASTER_KEY: Buffer.from(
        '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
        'hex',
      ).toString('base64'),
      INTERNAL_API_KEY: 'b7dQ9xWm3TzR5kYv8LpN2sHcJ6fGaE4u',
      STRAVA_CLIENT_SECRET: 'c'.repeat(20) + 'Zq8',
    },
  })

  const answer = await world.app.fetch(new Request('https://keyhold.example.org/strava/authorize'))

  assert.equal(answer.status, 403)
})

test('a link may ask only for scopes the provider has', async () => {
  const world = await testWorld()
  const owner = await alice(world)

  const answer = await sessionFor(world, owner.key, { scopes: ['read', 'root'] })

  assert.deepEqual([answer.status, answer.body.code, answer.body.scopes], [400, 'SCOPES_UNKNOWN', ['root']])
})

test('disconnecting revokes at the provider, says so, and leaves nothing readable', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const revoked = world.net.answers('POST https://strava.test/oauth/deauthorize', {})
  const connection = await aConnection(world, owner)

  const answer = await call(world, owner.key, 'DELETE', `/api/connections/${connection.id}`)

  assert.deepEqual(answer.body, { id: connection.id, revocation: 'revoked', reason: null })
  assert.equal(revoked.calls[0]?.headers.authorization, 'Bearer access-1')
  assert.equal((await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)).status, 404)
})

test('a provider that is down while disconnecting is asked again within seconds, until the grant is dead', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  world.net.answers('POST https://strava.test/oauth/deauthorize', answered(503, 'down'), {})
  const connection = await aConnection(world, owner)

  const answer = await call(world, owner.key, 'DELETE', `/api/connections/${connection.id}`)
  world.advance(6)
  await world.app.runDue({ budgetMilliseconds: 5_000 })

  assert.equal(answer.body.revocation, 'pending')
  assert.equal((await call(world, owner.key, 'GET', `/api/connections/${connection.id}`)).status, 404)
})

test('a browser that came by another loopback name is sent back to that name, where its cookie is', async () => {
  const world = await testWorld()

  const sent = await world.app.fetch(new Request('http://127.0.0.1:3000/strava/authorize'))

  assert.equal(locationOf(sent).searchParams.get('redirect_uri'), 'http://127.0.0.1:3000/strava/callback')
})

test('a consent that is refused or waits for a word never burns the token of the connection that holds the grant', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await connect(world, owner.key, 7)
  const [holder] = await connectionsOf(world, owner.key)
  const strava = world.net.answers(
    tokenAddress,
    { ...grantFor(7), refresh_token: 'rotated-by-consent' },
    { ...grantFor(7), refresh_token: 'rotated-by-waiting' },
    grantFor(7),
  )
  const refused = browserOf(world)
  await back(refused, await setOff(refused, (await sessionFor(world, owner.key)).body.connectUrl), {
    scope: 'read',
  })
  const waiting = browserOf(world)
  await back(
    waiting,
    await setOff(waiting, (await sessionFor(world, owner.key, { userId: 'second-user' })).body.connectUrl),
  )

  const refreshed = await call(world, owner.key, 'POST', `/api/connections/${String(holder?.id)}/refresh`)

  assert.equal(refreshed.status, 200)
  assert.equal(strava.calls.at(-1)?.form.get('refresh_token'), 'rotated-by-waiting')
})

test('a connection that takes a grant over takes its newest token', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  await connect(world, owner.key, 7)
  const [older] = await connectionsOf(world, owner.key)
  const browser = browserOf(world)
  const { text } = await connect(world, owner.key, 7, { userId: 'second-user' }, browser)
  const strava = world.net.answers(tokenAddress, { ...grantFor(7), refresh_token: 'newest' }, grantFor(7))
  await call(world, owner.key, 'POST', `/api/connections/${String(older?.id)}/refresh`)

  await browser.submit(new URL(/action="([^"]+)"/.exec(text)![1]!, 'http://localhost:3000'))
  const [newer] = await connectionsOf(world, owner.key)
  await call(world, owner.key, 'POST', `/api/connections/${String(newer?.id)}/refresh`)

  assert.equal(strava.calls.at(-1)?.form.get('refresh_token'), 'newest')
})
