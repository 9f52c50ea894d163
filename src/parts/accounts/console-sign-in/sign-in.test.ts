import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { consentAsAda, type RealIssuer, startIssuer } from '../../../../tests/support/issuer.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { deployment } from '../directory/store.ts'
import { logNameOf } from '../operator/people/store.ts'
import { browserWith } from '../sessions/sessions.fixture.ts'

const redirectUri = 'http://localhost:3000/auth/oidc/callback'
const client = { id: 'console', secret: 'a-secret-of-the-console', redirectUri }
const callbackPath = '/auth/oidc/callback'

let issuer: RealIssuer
before(async () => {
  issuer = await startIssuer(client)
})
after(() => issuer.close())

/** A world of now, as the issuer's clock is the host's. */
async function consoleWorld(operators = 'ada@issuer.test', beside?: TestWorld): Promise<TestWorld> {
  const world = await testWorld({
    realOrigins: [issuer.url],
    ...(beside && { beside }),
    environment: {
      CONSOLE_OIDC_ISSUER: issuer.url,
      CONSOLE_OIDC_CLIENT_ID: client.id,
      CONSOLE_OIDC_CLIENT_SECRET: client.secret,
      CONSOLE_OIDC_OPERATORS: operators,
    },
  })
  world.advance((Date.now() - world.now().getTime()) / 1000)
  return world
}

const get = (world: TestWorld, path: string, cookie = ''): Promise<Response> =>
  world.app.fetch(new Request(`http://localhost:3000${path}`, { headers: cookie === '' ? {} : { cookie } }))

const pairOf = (response: Response, name: string): string =>
  response.headers
    .getSetCookie()
    .find((line) => line.startsWith(`__Host-kh_${name}=`))
    ?.split(';')[0] ?? ''

/** Begins a sign-in. */
async function start(world: TestWorld, next = '/'): Promise<{ to: URL; cookie: string }> {
  const response = await get(world, `/auth/oidc/start?next=${encodeURIComponent(next)}`)
  assert.equal(response.status, 303, await response.text())
  return { to: new URL(response.headers.get('location')!), cookie: pairOf(response, 'oidc') }
}

/** Begins, signs in as Ada at the issuer and comes back. */
async function comeBack(world: TestWorld, next?: string): Promise<{ back: URL; cookie: string }> {
  const { to, cookie } = await start(world, next)
  return { back: await consentAsAda(to, redirectUri), cookie }
}

const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code?: unknown }).code

test('an operator signs in at the provider, and may then do what an operator may', async () => {
  const world = await consoleWorld()
  const { back, cookie } = await comeBack(world, '/connections?filter=all')

  const response = await get(world, back.pathname + back.search, cookie)

  assert.equal(response.status, 303, await response.text())
  assert.equal(response.headers.get('location'), 'http://localhost:3000/connections?filter=all')
  assert.match(response.headers.getSetCookie().join('\n'), /__Host-kh_oidc=; .*Max-Age=0/)
  const browser = browserWith(world, '', response.headers.getSetCookie())
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  for (const account of [homeAccountId, 'home']) {
    const overview = await browser.call('GET', '/api/overview', undefined, { 'keyhold-account': account })
    assert.equal(overview.status, 200, JSON.stringify(overview.body))
  }
  const me = (await browser.call('GET', '/auth/me')).body.user as Record<string, unknown>
  assert.deepEqual([me.isOperator, me.email], [true, null])
  const atHome = { 'keyhold-account': 'home' }
  const { body } = await browser.call('GET', '/api/people?subject=ada', undefined, atHome)
  assert.deepEqual(
    (body.people as { id: string }[]).map(({ id }) => id),
    [me.id],
  )
})

test('the console shows such a session like one of a link, and signs it out', async () => {
  const world = await consoleWorld()
  const { back, cookie } = await comeBack(world)
  const entered = await get(world, back.pathname + back.search, cookie)
  const browser = browserWith(world, '', entered.headers.getSetCookie())
  const atHome = { 'keyhold-account': 'home' }

  const shown = await browser.call('GET', '/api/operator/session', undefined, atHome)
  const elsewhere = await browser.call('GET', '/api/operator/session')
  const left = await browser.call('DELETE', '/api/operator/session', undefined, atHome)

  const { signedInAt, idleExpiresAt, expiresAt } = shown.body as Record<string, string>
  const hoursTo = (moment: string) => Math.round((Date.parse(moment) - Date.parse(signedInAt!)) / 3_600_000)
  assert.deepEqual([hoursTo(idleExpiresAt!), hoursTo(expiresAt!)], [1, 24])
  assert.equal(elsewhere.status, 403)
  assert.equal(left.status, 204)
  const held = browserWith(world, '', entered.headers.getSetCookie())
  assert.equal((await held.call('GET', '/auth/me')).status, 401)
})

test('the browser is sent with a state, a nonce and a code challenge, none of which the database knows', async () => {
  const world = await consoleWorld()

  const { to, cookie } = await start(world)

  const { state, nonce, code_challenge: challenge } = Object.fromEntries(to.searchParams)
  assert.equal(to.searchParams.get('code_challenge_method'), 'S256')
  assert.equal(new Set([state, nonce, challenge, cookie.split('=')[1]]).size, 4)
  for (const secret of [state, nonce, challenge]) assert.match(secret ?? '', /^[\w-]{43}$/)
  const other = (await start(world)).to.searchParams
  assert.notEqual(other.get('state'), state)
})

test('an answer is good in the browser that began, once, and with its own state', async () => {
  const world = await consoleWorld()
  const { back, cookie } = await comeBack(world)
  const other = await start(world)
  const path = back.pathname + back.search
  const spoilt = `${callbackPath}?${new URLSearchParams({ ...Object.fromEntries(back.searchParams), state: 'x' })}`

  const elsewhere = await get(world, path)
  const swapped = await get(world, path, other.cookie)
  const wrong = await get(world, spoilt, cookie)
  const right = await get(world, path, cookie)
  const again = await get(world, path, cookie)

  assert.equal(await codeOf(elsewhere), 'OIDC_ATTEMPT_GONE')
  assert.equal(await codeOf(swapped), 'OIDC_SIGN_IN_FAILED')
  assert.equal(await codeOf(wrong), 'OIDC_SIGN_IN_FAILED')
  assert.equal(right.status, 303)
  assert.equal(await codeOf(again), 'OIDC_ATTEMPT_GONE')
  for (const refused of [elsewhere, swapped, wrong, again]) assert.equal(pairOf(refused, 'session'), '')
})

test('an attempt is over after ten minutes', async () => {
  const world = await consoleWorld()
  const { cookie, to } = await start(world)
  world.advance(601)

  const late = await get(world, `${callbackPath}?code=x&state=${to.searchParams.get('state')}`, cookie)

  assert.equal(await codeOf(late), 'OIDC_ATTEMPT_GONE')
})

test('a code of another attempt is refused: its verifier and its nonce are others', async () => {
  const world = await consoleWorld()
  const [stolen, own] = [await comeBack(world), await start(world)]
  const { state } = Object.fromEntries(own.to.searchParams)
  const mixed = new URLSearchParams({ ...Object.fromEntries(stolen.back.searchParams), state: state! })

  const response = await get(world, `${callbackPath}?${mixed}`, own.cookie)

  assert.equal(await codeOf(response), 'OIDC_SIGN_IN_FAILED')
})

test('who is not on the list gets no session, and nobody is made', async () => {
  const world = await consoleWorld('eve@issuer.test, sub:ada@issuer.test, bob')
  const { back, cookie } = await comeBack(world)

  const response = await get(world, back.pathname + back.search, cookie)

  assert.equal(await codeOf(response), 'NOT_AN_OPERATOR')
  assert.deepEqual(response.headers.getSetCookie(), [])
})

test('who is taken off the list is no operator any more once it comes again, and signed out everywhere', async () => {
  const world = await consoleWorld('ada')
  const first = await comeBack(world)
  const entered = await get(world, first.back.pathname + first.back.search, first.cookie)
  const browser = browserWith(world, '', entered.headers.getSetCookie())
  const later = await consoleWorld('bob', world)

  const second = await comeBack(later)
  const refused = await get(later, second.back.pathname + second.back.search, second.cookie)

  assert.equal(entered.status, 303)
  assert.equal(await codeOf(refused), 'NOT_AN_OPERATOR')
  assert.equal((await browser.call('GET', '/auth/me')).status, 401)
})

test('E5: whom the list makes an operator, and whom it drops, is in the log, by which request', async () => {
  const world = await consoleWorld('ada')
  const first = await comeBack(world)
  const entered = await get(world, first.back.pathname + first.back.search, first.cookie)
  const browser = browserWith(world, '', entered.headers.getSetCookie())
  const { user } = (await browser.call('GET', '/auth/me')).body as { user: { id: string } }
  const later = await consoleWorld('bob', world)
  const second = await comeBack(later)

  const refused = await get(later, second.back.pathname + second.back.search, second.cookie)

  const entries = await as(world, { role: 'jobs' }).sql`
    select action, outcome, actor_kind as kind, actor, request_id as "requestId" from audit_entry
    where action in ('operator.named', 'operator.dropped') order by xid, id limit 10`
  const byAda = { outcome: 'ok', kind: 'person', actor: await logNameOf(world, user.id) }
  assert.ok(byAda.actor)
  assert.deepEqual(entries, [
    { action: 'operator.named', ...byAda, requestId: entered.headers.get('x-request-id') },
    { action: 'operator.dropped', ...byAda, requestId: refused.headers.get('x-request-id') },
  ])
})

test('after the sign-in the browser goes to a page of ours alone', async () => {
  const world = await consoleWorld()

  for (const next of [
    '//evil.test',
    '/\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    '/a\\b',
    '/a\nb',
  ]) {
    const response = await get(world, `/auth/oidc/start?next=${encodeURIComponent(next)}`)
    assert.equal(response.status, 400, next)
  }
})

test('where no provider is set up there is nothing to begin', async () => {
  const world = await testWorld()

  assert.deepEqual(await (await get(world, '/auth/oidc')).json(), { provider: null, mail: false })
  assert.equal(await codeOf(await get(world, '/auth/oidc/start')), 'OIDC_NOT_CONFIGURED')
})
