import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { oidcDefaults } from '../oidc.ts'
import { defineProvider } from '../provider.ts'
import { strava } from '../strava.ts'
import { complete } from './discovery.ts'
import { ProviderError } from './outcome.ts'
import { answered, scriptedHttp } from './scripted-http.fixture.ts'

const issuer = 'https://id.corp.test/realms/a'
const listed = defineProvider({ ...oidcDefaults, id: 'corp', title: 'Corp', issuer })
const document = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  revocation_endpoint: `${issuer}/revoke`,
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  scopes_supported: ['openid', 'offline_access'],
  authorization_response_iss_parameter_supported: true,
}
const completed = (body: unknown) => complete(scriptedHttp(answered(body)).http, listed)

describe('an issuer’s document', () => {
  test('fills in addresses, client authentication, offline access, issuer announcement and revocation', async () => {
    const { http, requests } = scriptedHttp(answered(document))

    const provider = await complete(http, listed)

    assert.equal(requests[0]?.url.href, `${issuer}/.well-known/openid-configuration`)
    assert.equal(provider.authorizeUrl, `${issuer}/auth`)
    assert.equal(provider.tokenUrl, `${issuer}/token`)
    assert.equal(provider.tokenEndpointAuth, 'client_secret_post')
    assert.deepEqual(provider.scopes.always, ['openid', 'offline_access'])
    assert.equal(provider.announcesIssuer, true)
    assert.deepEqual(
      [provider.revoke?.url, provider.revoke?.authentication],
      [`${issuer}/revoke`, 'client_secret_post'],
    )
  })

  test('that is silent leaves the usual: Basic, no revocation, nothing announced', async () => {
    const { authorization_endpoint, token_endpoint } = document

    const provider = await completed({ issuer, authorization_endpoint, token_endpoint })

    assert.equal(provider.tokenEndpointAuth, 'client_secret_basic')
    assert.deepEqual(
      [provider.revoke, provider.announcesIssuer, provider.scopes.always],
      [null, false, ['openid']],
    )
  })

  test('is not asked of a provider whose addresses are listed', async () => {
    assert.equal(await complete(scriptedHttp().http, strava), strava)
  })

  for (const [what, body] of Object.entries({
    'of another issuer': { ...document, issuer: 'https://evil.test' },
    'without a token address': { ...document, token_endpoint: undefined },
    'with a token address that is not https': { ...document, token_endpoint: 'http://id.corp.test/token' },
    'with an authorize address that runs a script': {
      ...document,
      authorization_endpoint: 'javascript:alert(1)',
    },
    'that is HTML': '<html>',
    'that is a list': [document],
  })) {
    test(`${what} is refused in words`, async () => {
      await assert.rejects(
        completed(body),
        (error) => error instanceof ProviderError && error.message.includes(issuer),
      )
    })
  }

  test('that does not come is told as such, for any status', async () => {
    const ended = fc.oneof(
      fc
        .integer({ min: 100, max: 599 })
        .filter((status) => status !== 200)
        .map((status) => answered(document, { status })),
      fc.constant({ kind: 'unknown' as const, cause: new Error('reset') }),
      fc.constant({ kind: 'blocked' as const, reason: 'private' }),
    )
    await fc.assert(
      fc.asyncProperty(ended, (exchange) =>
        assert.rejects(complete(scriptedHttp(exchange).http, listed), ProviderError),
      ),
    )
  })

  test('of any shape is refused or makes a whole provider', async () => {
    const field = fc.constantFrom(...Object.keys(document))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(field, fc.jsonValue()), async (changes) => {
        const provider = await completed({ ...document, ...changes }).catch((error: unknown) => {
          assert.ok(error instanceof ProviderError)
          return null
        })
        if (provider) assert.ok(URL.canParse(provider.tokenUrl) && URL.canParse(provider.authorizeUrl))
      }),
    )
  })
})
