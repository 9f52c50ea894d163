import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { consentAsAda, type RealIssuer, startIssuer } from '../../../../../tests/support/issuer.ts'
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
  let issuer: RealIssuer
  let http: HttpClient
  let provider: Provider
  let tokens: GrantedTokens

  before(async () => {
    issuer = await startIssuer({ id: app.clientId, secret: app.clientSecrets[1]!, redirectUri })
    http = createHttpClient({ allowedOrigins: [issuer.url], insideTransaction: () => false })
    const { providers } = readCatalogue({ production: false, baseUrls: { oidc: issuer.url } })
    provider = await complete(http, providers.get('oidc')!)
  })

  after(() => issuer.close())

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
    const callback = readCallback(provider, (await consentAsAda(start, redirectUri)).searchParams)
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
