import assert from 'node:assert/strict'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { realWorld } from '../../src/entry/node/world.ts'
import { silentLog } from '../../src/kit/log.ts'
import { as } from '../../src/kit/world.ts'
import { parts } from '../../src/parts.ts'
import { deployment, makeOperatorLink } from '../../src/parts/accounts/index.ts'
import { aBrowser, locationOf } from '../support/browser.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { PooledCluster } from '../support/pooler.ts'
import { internalApiKey } from './netlify-site.ts'

/** A deployment of functions, whatever its platform. */
export interface Site {
  url: string
  cluster: PooledCluster
  provider: Sandbox
  environment: Record<string, string>
  fetch(request: Request): Promise<Response>
  ask(
    method: string,
    path: string,
    asked: { key: string; body?: unknown },
  ): Promise<{ body: Record<string, unknown> }>
}

/** What a person does with a connect link, at our pages and at the provider's. */
async function follow(site: Site, link: string, athlete: number): Promise<number> {
  const browser = aBrowser((request) => site.fetch(request))
  assert.equal((await browser.get(link)).status, 200)
  const authorize = locationOf(await browser.submit(link))
  const decided = await aBrowser().submit(authorize, { decision: 'approve', athlete: String(athlete) })
  return (await browser.get(locationOf(decided))).status
}

/** Connects an athlete's account for a user. @returns the connection's id */
export async function connected(site: Site, userId: string, athlete: number): Promise<string> {
  const key = internalApiKey
  const { body } = await site.ask('POST', '/api/connections/sessions', {
    key,
    body: { userId, provider: 'sandbox' },
  })
  assert.equal(await follow(site, String(body.connectUrl), athlete), 200)
  const list = await site.ask('GET', `/api/connections?userId=${userId}`, { key })
  const [connection] = list.body.connections as { id: string }[]
  return connection!.id
}

/** A code, as the pages of source 000 bring it: they send people to the provider themselves. */
export async function codeFor(site: Site, athlete: number): Promise<string> {
  const { url, client } = site.provider
  const authorize = new URL('/oauth/authorize', url)
  authorize.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: `${site.url}/strava/callback`,
    scope: 'read,activity:read_all',
  }).toString()
  const decided = await aBrowser().submit(authorize, { decision: 'approve', athlete: String(athlete) })
  return locationOf(decided).searchParams.get('code')!
}

/** Another machine of the operator's, with the site's settings. */
export interface Machine {
  /** The single-use secret that `keyhold operator link` makes. */
  operatorLink(): Promise<string>
  /** Makes a connection due to be refreshed, though its token is good for hours; nothing is due to be synced. */
  makeSoft(connectionId: string): Promise<void>
  generationOf(connectionId: string): Promise<number>
}

export async function aMachine(site: Site, onEnd: (end: () => unknown) => void): Promise<Machine> {
  const environment = { ...site.environment, KEYHOLD_URL: site.url }
  const { world, close } = realWorld({
    settings: readConfig(environment, parts, () => ''),
    environment,
    databaseUrl: site.cluster.url,
    isEmbedded: false,
    files: null,
    log: silentLog,
  })
  onEnd(close)
  await createApp(world, parts)
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const { sql } = as(world, { role: 'app', accountId: homeAccountId })
  return {
    operatorLink: async () => (await makeOperatorLink(world, { kind: 'job', id: 'test' })).secret,
    async makeSoft(id) {
      await sql`
        insert into data_set (connection_id, name, account_id, due_at)
        select id, 'activities', account_id, 'infinity' from connections
        on conflict (connection_id, name) do update set due_at = 'infinity'`
      const before = new Date(world.now().getTime() - 1000)
      await sql`update connections set soft_at = ${before} where id = ${id}::uuid`
    },
    async generationOf(id) {
      const [row] = await sql<{ generation: number }>`
        select generation from connections where id = ${id}::uuid`
      return row!.generation
    },
  }
}
