import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aBrowser, locationOf } from '../support/browser.ts'
import { alice, call } from '../support/cast.ts'
import { consentAsAda, startIssuer } from '../support/issuer.ts'
import { testWorld } from '../support/world.ts'

const redirectUri = 'http://localhost:3000/oidc/callback'

test('an account at an authorization server that nobody here wrote is connected, read, refreshed and disconnected', async (t) => {
  const issuer = await startIssuer({ id: 'keyhold', secret: 'the-issuers-secret', redirectUri })
  t.after(() => issuer.close())
  const world = await testWorld({
    at: new Date().toISOString(),
    environment: {
      OIDC_BASE_URL: issuer.url,
      OIDC_CLIENT_ID: 'keyhold',
      OIDC_CLIENT_SECRET: 'the-issuers-secret',
    },
    realOrigins: [issuer.url],
  })
  const owner = await alice(world)
  const browser = aBrowser((request) => world.app.fetch(request))

  const session = await call(world, owner.key, 'POST', '/api/connections/sessions', {
    userId: 'ada',
    provider: 'oidc',
  })
  const authorize = locationOf(await browser.submit(String(session.body.connectUrl)))
  const connected = await browser.get(await consentAsAda(authorize, redirectUri))
  const list = await call(world, owner.key, 'GET', '/api/connections?userId=ada')
  const [connection] = list.body.connections as Record<string, unknown>[]
  const path = `/api/connections/${String(connection?.id)}`
  const first = await call(world, owner.key, 'GET', `${path}/token`)
  const refreshed = await call(world, owner.key, 'POST', `${path}/refresh`)
  const second = await call(world, owner.key, 'GET', `${path}/token`)
  const gone = await call(world, owner.key, 'DELETE', path)

  assert.equal(connected.status, 200, await connected.text())
  assert.deepEqual([connection?.providerAccount, connection?.status], ['ada', 'active'])
  assert.deepEqual([first.status, refreshed.status, second.status], [200, 200, 200])
  assert.notEqual(first.body.access_token, second.body.access_token)
  assert.equal(gone.body.revocation, 'revoked')
})
