import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { demoClient, type Sandbox, startSandbox } from '../../sandbox/index.ts'
import type { NetlifyContext, NetlifyFunction } from '../../src/entry/netlify/context.ts'
import { masterKey } from '../support/world.ts'
import { type PooledCluster, startPooledCluster } from '../support/pooler.ts'

export const internalApiKey = 'internal-key-of-the-netlify-suite-0123456789'
export const adminKey = 'Zk3nQ8vXr2Lw7TbY5mHc9JfD4sGp6aEu'

export interface Asked {
  key?: string
  body?: unknown
  headers?: Record<string, string>
  context?: NetlifyContext
}

/** The functions as they are deployed, called as Netlify calls them. */
export interface Site {
  url: string
  cluster: PooledCluster
  provider: Sandbox
  environment: Record<string, string>
  /** Names of the functions that were built. */
  names: readonly string[]
  /** Sends a request to the function that Netlify would choose for its path. */
  fetch(request: Request, context?: NetlifyContext): Promise<Response>
  ask(
    method: string,
    path: string,
    asked?: Asked,
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>
  /** What Netlify's clock does. */
  tick(): Promise<Record<string, number>>
}

const url = 'https://keyhold.netlify.app'
const byName = '/.netlify/functions/'

/** @param onEnd told what has to be ended, as soon as it is there; the last first */
export async function aSite(onEnd: (end: () => unknown) => void): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-netlify-'))
  onEnd(() => rmSync(folder, { recursive: true, force: true }))
  const built = promisify(execFile)(process.execPath, ['deploy/netlify/build.ts', folder])
  const cluster = await startPooledCluster()
  onEnd(cluster.stop)
  const provider = await startSandbox({
    rotation: 'strict',
    clients: [{ ...demoClient, callbackDomains: [new URL(url).host] }],
  })
  onEnd(() => provider.close())
  await built
  const environment = {
    ENVIRONMENT: 'test',
    LOG_LEVEL: 'error',
    URL: url,
    DATABASE_URL: cluster.url,
    KEYHOLD_MASTER_KEY: masterKey,
    INTERNAL_API_KEY: internalApiKey,
    ADMIN_KEY: adminKey,
    KEYHOLD_OPERATOR_KEY: 'kho_of-the-netlify-suite-0123456789-0123456789',
    ...appAt('SANDBOX', provider),
    ...appAt('STRAVA', provider),
  }
  Object.assign(process.env, environment)
  const functions = await functionsIn(join(folder, 'functions'))
  const fetch: Site['fetch'] = (request, context = { ip: '203.0.113.7', waitUntil: () => undefined }) => {
    const { pathname } = new URL(request.url)
    const name = pathname.startsWith(byName) ? pathname.slice(byName.length) : 'keyhold'
    return functions.get(name)!(request, context)
  }
  return {
    url,
    cluster,
    provider,
    environment,
    names: [...functions.keys()],
    fetch,
    async ask(method, path, { key, body, headers, context } = {}) {
      const request = new Request(url + path, {
        method,
        headers: {
          ...(key !== undefined && { 'x-api-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const response = await fetch(request, context)
      const text = await response.text()
      const read = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text }
      return { status: response.status, headers: response.headers, body: read }
    },
    async tick() {
      const scheduled = new Request(`${url}${byName}keyhold-due`, { method: 'POST', body: '{}' })
      const response = await functions.get('keyhold-due')!(scheduled, {})
      return (await response.json()) as Record<string, number>
    },
  }
}

const appAt = (prefix: string, { url, client }: Sandbox): Record<string, string> => ({
  [`${prefix}_BASE_URL`]: url,
  [`${prefix}_CLIENT_ID`]: client.id,
  [`${prefix}_CLIENT_SECRET`]: client.secrets[0]!,
})

async function functionsIn(folder: string): Promise<Map<string, NetlifyFunction>> {
  const found = new Map<string, NetlifyFunction>()
  for (const file of readdirSync(folder)) {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { default: NetlifyFunction }
    found.set(file.replace(/\.mjs$/, ''), module.default)
  }
  return found
}
