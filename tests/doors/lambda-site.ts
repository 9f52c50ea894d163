import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { demoClient, startSandbox } from '../../sandbox/index.ts'
import type { LambdaFunctions } from '../../src/entry/lambda/functions.ts'
import { startPooledCluster } from '../support/pooler.ts'
import { masterKey } from '../support/world.ts'
import { type Added, type Gateway, httpApi, place, through } from './lambda-gateway.ts'
import type { Site } from './netlify-people.ts'
import { internalApiKey } from './netlify-site.ts'

export interface Answered {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** The functions as they are deployed, called as AWS calls them. */
export interface LambdaSite extends Site {
  functions: Pick<LambdaFunctions, 'answer' | 'handler' | 'runDue'>
  fetch(request: Request, added?: Added, gateway?: Gateway): Promise<Response>
  ask(method: string, path: string, asked?: Asking): Promise<Answered>
  /** Somebody with a browser, behind one of the gateways. */
  person(gateway: Gateway): Person
}

export interface Asking {
  key?: string
  body?: unknown
  headers?: Record<string, string>
  added?: Added
  gateway?: Gateway
}

export interface Person {
  cookies: Map<string, string>
  /** As a page of ours calls; `csrf: false` leaves the token out. */
  call(method: string, path: string, body?: unknown, options?: { csrf?: boolean }): Promise<Answered>
}

const url = `https://${place.host}`

/** @param onEnd told what has to be ended, as soon as it is there; the last first */
export async function aLambdaSite(onEnd: (end: () => unknown) => void): Promise<LambdaSite> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-lambda-'))
  onEnd(() => rmSync(folder, { recursive: true, force: true }))
  const built = promisify(execFile)(process.execPath, ['deploy/lambda/build.ts', folder])
  const cluster = await startPooledCluster()
  onEnd(cluster.stop)
  const provider = await startSandbox({
    rotation: 'strict',
    clients: [{ ...demoClient, callbackDomains: [place.host] }],
  })
  onEnd(() => provider.close())
  await built
  const environment = {
    ENVIRONMENT: 'test',
    LOG_LEVEL: 'error',
    KEYHOLD_URL: url,
    KEYHOLD_HOSTS: place.restHost,
    DATABASE_URL: cluster.url,
    KEYHOLD_MASTER_KEY: masterKey,
    INTERNAL_API_KEY: internalApiKey,
    KEYHOLD_OPERATOR_KEY: 'kho_of-the-lambda-suite-0123456789-0123456789',
    SANDBOX_BASE_URL: provider.url,
    SANDBOX_CLIENT_ID: provider.client.id,
    SANDBOX_CLIENT_SECRET: provider.client.secrets[0]!,
  }
  Object.assign(process.env, environment)
  const functions = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as LambdaSite['functions']
  const fetch: LambdaSite['fetch'] = (request, added, gateway = httpApi) =>
    through(gateway, functions.answer, request, added)
  const ask: LambdaSite['ask'] = async (
    method,
    path,
    { key, body, headers, added, gateway = httpApi } = {},
  ) => {
    const request = new Request(url + path, {
      method,
      headers: {
        ...(key !== undefined && { 'x-api-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return answered(await fetch(request, added, gateway))
  }
  return {
    url,
    cluster,
    provider,
    environment,
    functions,
    fetch,
    ask,
    person: (gateway) => personBehind(ask, gateway),
  }
}

export async function answered(response: Response): Promise<Answered> {
  const text = await response.text()
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text }
  return { status: response.status, headers: response.headers, body }
}

function personBehind(ask: LambdaSite['ask'], gateway: Gateway): Person {
  const cookies = new Map<string, string>()
  return {
    cookies,
    async call(method, path, body, { csrf = true } = {}) {
      const headers: Record<string, string> = {
        'sec-fetch-site': 'same-origin',
        // Believed by nobody.
        'x-forwarded-for': '198.51.100.9',
      }
      if (cookies.size > 0) headers.cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      if (csrf) headers['x-csrf-token'] = cookies.get('XSRF-TOKEN') ?? ''
      const answer = await ask(method, path, { headers, gateway, ...(body !== undefined && { body }) })
      for (const line of answer.headers.getSetCookie()) keep(cookies, line)
      return answer
    },
  }
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const name = pair.slice(0, pair.indexOf('='))
  if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name)
  else cookies.set(name, pair.slice(name.length + 1))
}
