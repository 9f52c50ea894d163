import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { redirectUri, testSandbox } from './testing.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

test('a strict OAuth library connects, refreshes, reads who it is and revokes', async (t) => {
  const sandbox = await testSandbox(t, { profile: 'generic' })
  const issuer = new URL(sandbox.url)
  const client: oauth.Client = { client_id: '10001' }
  const authentication = oauth.ClientSecretBasic('sandbox-secret')
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  const server = await oauth.processDiscoveryResponse(issuer, found)
  const verifier = oauth.generateRandomCodeVerifier()
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier)

  const back = await sandbox.consent({ code_challenge, code_challenge_method: 'S256', state: 'mine' })
  const answer = oauth.validateAuthResponse(server, client, back, 'mine')
  const ask = [server, client, authentication] as const
  const exchanged = await oauth.authorizationCodeGrantRequest(...ask, answer, redirectUri, verifier, insecure)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, exchanged)
  const refreshing = await oauth.refreshTokenGrantRequest(...ask, tokens.refresh_token ?? '', insecure)
  const next = await oauth.processRefreshTokenResponse(server, client, refreshing)
  const userinfo = await oauth.userInfoRequest(server, client, next.access_token, insecure)
  const who = await oauth.processUserInfoResponse(server, client, '90210001', userinfo)
  const revocation = await oauth.revocationRequest(...ask, next.refresh_token ?? '', insecure)
  await oauth.processRevocationResponse(revocation)

  assert.equal(who['given_name'], 'Ada')
  assert.notEqual(next.refresh_token, tokens.refresh_token)
  assert.equal(sandbox.grants.live().length, 0)
})
