import assert from 'node:assert/strict'
import type { House } from './house.ts'
import { manners } from './issuer.ts'

export interface Connected {
  id: string
  person: number
  provider: keyof typeof manners
}

const providers = Object.keys(manners) as (keyof typeof manners)[]
const atOnce = 9

/** So many people connect an account each, at all providers in turn. */
export async function connectAll(house: House, count: number): Promise<Connected[]> {
  const connected: Connected[] = []
  while (connected.length < count) {
    const people = Array.from({ length: atOnce }, (_, index) => connected.length + index)
    connected.push(
      ...(await Promise.all(
        people.map((person) => connect(house, providers[person % providers.length]!, person)),
      )),
    )
  }
  return connected
}

/** One person connects an account, in a browser; every second one is confirmed by the app. */
async function connect(house: House, provider: keyof typeof manners, person: number): Promise<Connected> {
  const { ask, asMachine, notice, issuer, receiver } = house
  const isConfirmed = person % 2 === 0
  const made = await asMachine('/api/connections/sessions', {
    method: 'POST',
    shows: ['connect link'],
    body: {
      userId: `user-${person}`,
      provider,
      returnTo: `${receiver.url}/back`,
      ...(isConfirmed && { confirm: 'app' }),
    },
  })
  assert.equal(made.status, 201, made.text)
  const link = String(made.json.connectUrl)
  notice('connect link', link.split('/').at(-1)!)
  await ask(link)
  const sent = await ask(link, {
    ...browserForm,
    method: 'POST',
    raw: '',
    shows: ['state', 'nonce', 'cookie of a way'],
  })
  const { searchParams } = new URL(sent.headers.get('location') ?? assert.fail(sent.text))
  const cookie = sent.headers.getSetCookie()[0]!.split(';')[0]!
  notice('cookie of a way', cookie.split('=')[1]!)
  const state = notice('state', searchParams.get('state')!)
  const nonce = searchParams.get('nonce')
  if (nonce !== null) notice('nonce', nonce)
  const code = issuer.consent({ nonce, clientId: searchParams.get('client_id')!, person })
  const parameters = new URLSearchParams({ code, state, scope: searchParams.get('scope')! })
  const back = await ask(`/${provider}/callback?${parameters}`, {
    headers: { cookie },
    shows: ['completion'],
  })
  const { searchParams: brought } = new URL(back.headers.get('location') ?? assert.fail(back.text))
  await ask(`/${provider}/callback?${parameters}`, { headers: { cookie } })
  if (isConfirmed) await complete(house, brought)
  const listed = await asMachine(`/api/connections?userId=user-${person}`)
  const [{ id }] = listed.json.connections as [{ id: string }]
  return { id, person, provider }
}

const browserForm = {
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
}

async function complete({ asMachine, notice, plant }: House, brought: URLSearchParams): Promise<void> {
  const completion = notice('completion', brought.get('completion')!)
  const path = `/api/connections/sessions/${brought.get('session')}/complete`
  await asMachine(path, { method: 'POST', body: { completion: plant('wrong completion') } })
  const done = await asMachine(path, { method: 'POST', body: { completion } })
  assert.equal(done.status, 200, done.text)
}

/** A browser comes back with a no, with an error that tells its state, and with a state of nobody. */
export async function goAstray(house: House): Promise<void> {
  const { ask, asMachine, plant } = house
  for (const parameters of [
    { error: 'access_denied', error_description: plant('state'), state: plant('state') },
    { error: plant('code').slice(0, 30), state: plant('state') },
    { code: plant('code', 'awkward'), state: plant('state', 'awkward') },
  ])
    await ask(`/oak/callback?${new URLSearchParams(parameters as Record<string, string>)}`)
  await ask(`/connect/${plant('connect link')}`)
  const code = house.issuer.consent({ nonce: null, clientId: 'strava', person: 100 })
  const exchange = { code, userId: 'user-100', scope: 'read,activity:read_all' }
  for (const body of [exchange, { ...exchange, code: plant('code') }])
    await asMachine('/.netlify/functions/strava-oauth-exchange', { method: 'POST', body })
  await ask(`/oak/callback`, {
    ...browserForm,
    method: 'POST',
    raw: new URLSearchParams({ code: plant('code of a form'), state: plant('state of a form') }).toString(),
    // The page that posts to itself hands on what it was given.
    shows: ['code of a form', 'state of a form'],
  })
}
