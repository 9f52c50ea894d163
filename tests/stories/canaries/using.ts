import { hash } from 'node:crypto'
import type { Connected } from './connecting.ts'
import type { House } from './house.ts'
import { manners } from './issuer.ts'

/** Tokens are read and refreshed, well and badly; a user's provider is called with hers. */
export async function use(house: House, connected: readonly Connected[]): Promise<void> {
  await Promise.all(
    connected.map(async (each) => {
      await read(house, each.id)
      house.issuer.manners.set(each.person, manners[each.provider])
      await read(house, each.id)
      await house.asMachine(`/api/connections/${each.id}/refresh?wait=0`, { method: 'POST' })
      await callThrough(house, each)
    }),
  )
}

const read = ({ asMachine }: House, id: string) =>
  asMachine(`/api/connections/${id}/token`, { shows: ['access token'] })

/** The caller's own body and headers pass; the provider sends the token back. */
async function callThrough({ asMachine, plant }: House, { id }: Connected): Promise<void> {
  const path = `/api/connections/${id}/proxy`
  const shows = ['body of a call', 'query of a call']
  await asMachine(`${path}/echo?api_token=${plant('query of a call')}`, {
    method: 'POST',
    body: { secret: plant('body of a call', 'awkward') },
    headers: { cookie: `session=${plant('cookie of a call')}`, 'x-secret': plant('header of a call') },
    shows,
  })
  await asMachine(`${path}/broken?key=${plant('query of a call')}`, { shows })
  await asMachine(`${path}/oauth/../token?access_token=${plant('access token of a caller')}`)
}

/** Requests that are wrong in every way a client thinks of, each with a secret in it. */
export async function ask(house: House, { id }: Connected): Promise<void> {
  const { ask, asMachine, asOperator, plant } = house
  const wrong = () => ({ authorization: `Bearer ${plant('wrong key')}` })
  await ask('/api/connections', { headers: wrong() })
  await ask('/api/connections', {
    headers: { 'x-api-key': plant('wrong key', 'awkward').replace(/[^ -~]/g, '') },
  })
  await ask('/api/connections', { headers: { 'x-admin-key': plant('wrong key') } })
  await ask('/api/connections', {
    headers: { authorization: `Basic ${btoa(`me:${plant('wrong password')}`)}` },
  })
  await ask('/api/overview', { headers: { cookie: `kh_operator=${plant('wrong session').slice(0, 43)}abc` } })
  await ask(`/no/such/${plant('wrong path')}?token=${plant('wrong query')}`)
  await ask('/api/operator/session', {
    method: 'POST',
    body: { token: plant('wrong link') },
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  const post = (path: string, raw: string, headers = {}) => asMachine(path, { method: 'POST', raw, headers })
  await post('/api/connections/sessions', `{"userId": "${plant('bad JSON')} at ${plant('bad JSON')}`)
  await post('/api/connections/sessions', `${plant('bad JSON')}`)
  await post('/api/connections/sessions', JSON.stringify({ [plant('wrong member')]: plant('wrong value') }))
  await post('/api/connections/sessions', JSON.stringify({ userId: 7, provider: plant('wrong value') }))
  await post('/api/connections/sessions', JSON.stringify({ provider: plant('wrong value'), userId: 'a' }))
  await post('/api/connections/sessions', plant('wrong body'), { 'content-type': 'text/plain' })
  await post(`/api/connections/${plant('wrong id')}/refresh`, '')
  await asMachine(`/api/connections/${plant('wrong id')}/token`)
  await asMachine(`/api/connections/${id}/token?min_valid_seconds=${plant('wrong query')}`)
  await asMachine(`/api/connections?cursor=${plant('wrong query')}`)
  await asOperator('/api/return-addresses', { method: 'POST', body: { url: `x:${plant('wrong value')}` } })
  await asOperator(`/api/audit/reads?tokenHash=${plant('wrong value')}`)
  await asOperator(`/api/audit/reads?tokenHash=${hash('sha256', plant('access token of a caller'))}`)
  await ask(`/webhooks/strava/${plant('wrong webhook address')}`, { method: 'POST', body: {} })
}

/** Every address that is only looked at, as the operator and as a machine. */
export async function look({ ask, asOperator, asMachine }: House, { id }: Connected): Promise<void> {
  const { json } = await ask('/openapi.json')
  const paths = json.paths as Record<string, Record<string, unknown>>
  for (const [path, methods] of Object.entries(paths)) {
    if (!('get' in methods) || /proxy|callback|authorize|connect\/|\/webhooks\/\{/.test(path)) continue
    const address = path.replace('{provider}', 'strava').replace(/\{\w+\}/g, id)
    const shows = path.endsWith('/token')
      ? ['access token']
      : path.endsWith('/subscription')
        ? ['webhook address']
        : []
    await asOperator(address, { shows })
    await asMachine(address, { shows })
  }
  for (const path of ['/metrics', '/', '/docs']) await ask(path)
}
