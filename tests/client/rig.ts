import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Sandbox, startSandbox } from '../../sandbox/index.ts'
import { aBrowser, locationOf } from '../support/browser.ts'
import { type RunningServer, startServer } from '../support/server.ts'

export const internalApiKey = 'an-internal-key-of-32-bytes-or-more'

export interface Rig {
  server: RunningServer
  sandbox: Sandbox
  /** The owner's, with its first sync behind it. */
  connectionId: string
  close(): Promise<void>
}

/** A server as people start it, with Strava's stand-in; its owner has connected, and the data is there. */
export async function connectedServer(environment: Record<string, string> = {}): Promise<Rig> {
  const sandbox = await startSandbox()
  sandbox.settings.autoApprove = { athleteId: 90210001 }
  const server = await startServer({
    STRAVA_BASE_URL: sandbox.url,
    STRAVA_CLIENT_ID: sandbox.client.id,
    STRAVA_CLIENT_SECRET: sandbox.client.secrets[0]!,
    INTERNAL_API_KEY: internalApiKey,
    ...environment,
  })
  const close = async () => {
    await server.stop()
    await sandbox.close()
  }
  try {
    await connectOwner(server)
    const { connections } = (await (await server.asOperator('GET', '/api/connections')).json()) as {
      connections: { id: string }[]
    }
    return { server, sandbox, connectionId: connections[0]!.id, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function connectOwner(server: RunningServer): Promise<void> {
  const browser = aBrowser()
  const asking = locationOf(await browser.get(`${server.url}/strava/authorize`))
  const back = locationOf(await fetch(asking, { redirect: 'manual' }))
  const connected = await browser.get(back)
  if (connected.status >= 400) throw new Error(`not connected: ${connected.status} ${await connected.text()}`)
  const synced = await fetch(`${server.url}/strava/refresh-data`, {
    method: 'POST',
    headers: { 'x-api-key': internalApiKey, 'content-type': 'application/json' },
    body: '{}',
  })
  if (!synced.ok) throw new Error(`not synced: ${synced.status} ${await synced.text()}\n${server.said()}`)
}

export interface Site {
  origin: string
  /** Put another here while it runs. */
  answer: (request: Request) => Promise<Response>
  close(): Promise<void>
}

/** The app's own server, on a port of its own and so of another origin. */
export async function startSite(): Promise<Site> {
  const site: Site = {
    origin: '',
    answer: async () => new Response(null, { status: 404 }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer(async (incoming, outgoing) => {
    const response = await site
      .answer(requestOf(incoming, site.origin))
      .catch((error: unknown) => new Response(String(error), { status: 500 }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return site
}

const requestOf = ({ url, method, headers }: IncomingMessage, origin: string): Request =>
  new Request(new URL(url ?? '/', origin), {
    method: method ?? 'GET',
    headers: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  })
