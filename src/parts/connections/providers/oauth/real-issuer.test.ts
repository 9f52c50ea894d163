import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, mock, test } from 'node:test'
import { createHttpClient, type HttpClient } from '../../../../kit/http-client.ts'
import { monotonicClock } from '../../../../kit/world.ts'
import { readCatalogue } from '../catalogue.ts'
import type { Provider } from '../provider.ts'
import { authorizeUrl, codeChallengeOf } from './authorize-url.ts'
import { readCallback } from './callback.ts'
import { complete } from './discovery.ts'
import { exchangeCode, refreshGrant } from './grant.ts'
import { identityOf } from './identity.ts'
import type { GrantedTokens, GrantOutcome } from './outcome.ts'
import { revokeGrant } from './revoke.ts'

const redirectUri = 'http://localhost:9/oidc/callback'
const app = { clientId: 'keyhold', clientSecrets: ['a-newer-secret-it-does-not-know', 'the_secret-it.knows'] }
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const nonce = 'the-nonce'
const { now: clock } = monotonicClock()

describe('a real OpenID provider, over real sockets', { concurrency: false }, () => {
  const server = createServer()
  const silenced = (['info', 'warn'] as const).map((method) => mock.method(console, method, () => undefined))
  let http: HttpClient
  let provider: Provider
  let tokens: GrantedTokens

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', await anIssuer(issuer))
    http = createHttpClient({ allowedOrigins: [issuer], insideTransaction: () => false })
    const { providers } = readCatalogue({ production: false, baseUrls: { oidc: issuer } })
    provider = await complete(http, providers.get('oidc')!)
  })

  after(() => {
    for (const { mock } of silenced) mock.restore()
    server.closeAllConnections()
    server.close()
  })

  test('is known by its document alone', () => {
    assert.equal(provider.announcesIssuer, true)
    assert.ok(provider.revoke)
    assert.ok(provider.scopes.always.includes('offline_access'))
  })

  test('gives a code to the person who consents, and tokens with a checked identity for it', async () => {
    const codeChallenge = await codeChallengeOf(verifier)
    const start = authorizeUrl(provider, app, {
      redirectUri,
      scopes: ['email'],
      state: 's',
      codeChallenge,
      nonce,
    })
    const callback = readCallback(provider, (await consent(http, start)).searchParams)
    assert.ok(callback.kind === 'code')

    const outcome = await exchangeCode(http, provider, app, {
      code: callback.code,
      redirectUri,
      verifier,
      nonce,
      clock,
    })

    tokens = tokensOf(outcome)
    assert.ok(tokens.refreshToken !== null && tokens.expiresAt !== null)
    assert.equal(outcome.clockSkewSeconds, 0)
    assert.deepEqual(await identityOf(http, provider, tokens), { subject: 'ada', label: 'ada@issuer.test' })
  })

  test('refreshes', async () => {
    const outcome = await refreshGrant(http, provider, app, { refreshToken: tokens.refreshToken!, clock })

    assert.notEqual(tokensOf(outcome).accessToken, tokens.accessToken)
    tokens = { ...tokensOf(outcome), refreshToken: tokensOf(outcome).refreshToken ?? tokens.refreshToken }
  })

  test('ends the grant, after which its refresh token is refused for good', async () => {
    const revoked = await revokeGrant(http, provider, app, { ...tokens, clock })
    const refused = await refreshGrant(http, provider, app, { refreshToken: tokens.refreshToken!, clock })

    assert.equal(revoked, 'revoked')
    assert.deepEqual([refused.kind, 'code' in refused && refused.code], ['terminal', 'invalid_grant'])
  })

  test('refuses a code that it never gave', async () => {
    const outcome = await exchangeCode(http, provider, app, {
      code: 'made-up',
      redirectUri,
      verifier,
      nonce,
      clock,
    })

    assert.equal(outcome.kind, 'terminal')
  })
})

function tokensOf(outcome: GrantOutcome): GrantedTokens {
  assert.ok(outcome.kind === 'granted', JSON.stringify(outcome))
  return outcome.tokens
}

/** It comes without types; this is what is used of it. */
type IssuerClass = new (issuer: string, configuration: object) => { callback(): RequestListener }

async function anIssuer(issuer: string): Promise<RequestListener> {
  const name = 'oidc-provider'
  const { default: Issuer } = (await import(name)) as { default: IssuerClass }
  const lives = {
    AccessToken: 3_600,
    AuthorizationCode: 60,
    Grant: 3_600,
    IdToken: 3_600,
    RefreshToken: 3_600,
    Session: 3_600,
    Interaction: 3_600,
  }
  return new Issuer(issuer, {
    clients: [
      {
        client_id: app.clientId,
        client_secret: app.clientSecrets[1],
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@issuer.test` }),
    }),
    cookies: { keys: ['a key for these tests'] },
    ttl: lives,
  }).callback()
}

/** A browser that signs in as Ada and agrees to everything, up to the redirect back to us. */
async function consent(http: HttpClient, start: URL): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12; step++) {
    if (url.href.startsWith(redirectUri)) return url
    const answer = await browse(http, url, cookies, form)
    const location = answer.headers.get('location')
    form = location === null ? filledForm(Buffer.from(answer.body).toString()) : undefined
    if (location !== null) url = new URL(location, url)
  }
  return assert.fail('the issuer did not send the browser back')
}

async function browse(
  http: HttpClient,
  url: URL,
  cookies: Map<string, string>,
  form: URLSearchParams | undefined,
) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await http.send({
    method: form ? 'POST' : 'GET',
    url,
    headers: { cookie, ...(form && { 'content-type': 'application/x-www-form-urlencoded' }) },
    ...(form && { body: form.toString() }),
    deadlineMilliseconds: 5_000,
  })
  assert.ok(answer.kind === 'answered')
  for (const header of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
    cookies.set(name, value)
  }
  return answer
}

function filledForm(page: string): URLSearchParams {
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? assert.fail('a page without a form')
  return new URLSearchParams({ prompt, ...(prompt === 'login' && { login: 'ada', password: 'any' }) })
}
