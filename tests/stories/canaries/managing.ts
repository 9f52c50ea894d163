import assert from 'node:assert/strict'
import { join } from 'node:path'
import { until } from '../../faults/support/until.ts'
import { signedInHeaders } from '../../support/operator.ts'
import type { Connected } from './connecting.ts'
import type { House } from './house.ts'

/** The operator signs in by a link, and her session goes wrong ways. */
export async function signIn({ ask, asOperator, command, notice }: House): Promise<void> {
  const printed = await command('operator link', { shows: ['operator link'] })
  const made = await asOperator('/api/operator/links', { method: 'POST', shows: ['operator link'] })
  const headers = { 'sec-fetch-site': 'same-origin' }
  for (const url of [printed.stdout.trim(), String(made.json.url)]) {
    const token = notice('operator link', url.split('#')[1] ?? assert.fail(printed.stderr))
    const shows = ['session']
    const signedIn = await ask('/api/operator/session', { method: 'POST', body: { token }, headers, shows })
    await ask('/api/operator/session', { method: 'POST', body: { token }, headers })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
    notice('session', cookie.split('=')[1]!)
    await ask('/api/operator/session', { headers: { cookie } })
    await ask('/api/overview', { headers: { cookie } })
    await ask('/api/operator/links', { method: 'POST', headers: { cookie, 'sec-fetch-site': 'cross-site' } })
    const signedInAs = { ...signedInHeaders(signedIn), ...headers }
    notice('session', signedInAs['x-csrf-token'])
    await ask('/api/operator/session', { method: 'DELETE', headers: { cookie, ...headers } })
    await ask('/api/operator/session', { method: 'DELETE', headers: signedInAs })
  }
}

/** Keys are made, the same one asked for twice, used by programs, revoked. */
export async function makeKeys(house: House, count: number): Promise<void> {
  const { ask, asOperator, notice } = house
  for (let index = 0; index < count; index++) {
    const order = {
      method: 'POST',
      body: { name: `key ${index}`, scopes: ['connections:read', 'webhooks:read', 'webhooks:write'] },
      headers: { 'idempotency-key': `make-key-${index}` },
    }
    const made = await asOperator('/api/keys', { ...order, shows: ['API key'] })
    const key = notice('API key', String(made.json.key))
    const again = await asOperator('/api/keys', order)
    assert.equal(again.json.key, '[shown once]')
    const headers = { authorization: `Bearer ${key}`, 'user-agent': `program-${index}/1` }
    await ask('/api/connections', { headers })
    await ask(`/api/keys/${String(made.json.id)}`, { method: 'DELETE', headers })
    if (index % 2 === 0) await asOperator(`/api/keys/${String(made.json.id)}`, { method: 'DELETE' })
    await ask('/api/connections', { headers })
    await ask('/api/connections', { headers: { 'x-api-key': `${key.slice(0, -1)}_` } })
  }
  const admin = { 'x-admin-key': 'no-admin-key-at-all' }
  await ask('/.netlify/functions/api-key-manager', {
    method: 'POST',
    body: { user_id: 'u', name: 'n' },
    headers: admin,
  })
}

/** Endpoints get secrets and new ones, deliveries are signed; a provider is asked to post here. */
export async function makeWebhooks(house: House): Promise<void> {
  const { asOperator, notice, receiver } = house
  const endpoints = '/api/webhooks/endpoints'
  const shows = ['webhook secret']
  const noticed = (secret: unknown): void =>
    void notice(
      'webhook secret',
      String(secret),
      Buffer.from(String(secret).slice('whsec_'.length), 'base64'),
    )
  for (let index = 0; index < 4; index++) {
    const headers = { 'idempotency-key': `make-endpoint-${index}` }
    const body = { url: `${receiver.url}/hooks/${index}` }
    const made = await asOperator(endpoints, { method: 'POST', body, headers, shows })
    noticed(made.json.secret)
    await asOperator(endpoints, { method: 'POST', body, headers })
    const place = `${endpoints}/${String(made.json.id)}`
    const renewed = await asOperator(`${place}/secrets`, { method: 'POST', body: {}, headers, shows })
    noticed(renewed.json.secret)
    await asOperator(`${place}/tests`, { method: 'POST', body: {} })
    await asOperator(`${place}/deliveries`)
  }
  const path = '/api/providers/strava/subscription'
  const subscribed = await asOperator(path, { method: 'POST', shows: ['webhook address'] })
  notice('webhook address', String(subscribed.json.callbackUrl).split('/').at(-1)!)
  await until('the deliveries of four endpoints', () => receiver.received.length >= 4)
}

/** What the command line says and writes. */
export async function command(house: House, { id }: Connected): Promise<void> {
  const { command, folder, notice } = house
  const link = await command('connect elm --user somebody', { shows: ['connect link'] })
  notice('connect link', link.stdout.trim().split('/').at(-1)!)
  const made = await command('keys create --name printed', { shows: ['API key'] })
  notice('API key', made.stdout.trim())
  await command(`token ${id}`, { shows: ['access token'] })
  await command(`token ${id} --json`, { shows: ['access token'] })
  await command(`proxy ${id} GET /echo`)
  for (const words of [
    'connections',
    'connections --json',
    `connections show ${id}`,
    'keys list',
    'keys status',
    'doctor',
    'providers',
    'audit verify',
    'audit status',
    `connections timeline ${id}`,
  ])
    await command(words)
  await command('audit export --to', { more: [join(folder, 'log.jsonl')] })
  await command('backup --to', { more: [join(folder, 'backups')] })
  await command('keys rotate')
}

/** Connections end, well and badly; a user is erased. */
export async function end(
  { asMachine, asOperator, plant }: House,
  connected: readonly Connected[],
): Promise<void> {
  const [first, ...rest] = connected
  await asMachine(`/api/connections/${first!.id}`, { method: 'DELETE' })
  const athlete = rest.find(({ provider }) => provider === 'strava')!
  await asMachine('/.netlify/functions/strava-revoke-token', {
    method: 'POST',
    body: { user_id: `user-${athlete.person}`, access_token: plant('access token of a caller') },
  })
  for (const { person } of rest.slice(0, 2))
    await asOperator(`/api/users/user-${person}`, { method: 'DELETE' })
}
