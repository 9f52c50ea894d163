import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mock } from 'node:test'

/** Our registration at the issuer. */
export interface IssuerClient {
  id: string
  secret: string
  redirectUri: string
}

export interface RealIssuer {
  /** Its identifier and address, on loopback. */
  url: string
  close(): void
}

/** A real authorization server (`oidc-provider`), which nobody here wrote. Its warnings for developers are silenced. */
export async function startIssuer(client: IssuerClient): Promise<RealIssuer> {
  const silenced = (['info', 'warn'] as const).map((method) => mock.method(console, method, () => undefined))
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', await listenerOf(url, client))
  return {
    url,
    close() {
      for (const { mock } of silenced) mock.restore()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** It comes without types; this is what is used of it. */
type IssuerClass = new (issuer: string, configuration: object) => { callback(): RequestListener }

async function listenerOf(issuer: string, client: IssuerClient): Promise<RequestListener> {
  const name = 'oidc-provider'
  const { default: Issuer } = (await import(name)) as { default: IssuerClass }
  const lives = {
    AccessToken: 3_600,
    AuthorizationCode: 60,
    Grant: 3_600,
    IdToken: 3_600,
    RefreshToken: 3_600,
    Session: 3_600,
    Interaction: 3_600,
  }
  return new Issuer(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    features: { revocation: { enabled: true }, devInteractions: { enabled: true } },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@issuer.test`, email_verified: true }),
    }),
    cookies: { keys: ['a key for these tests'] },
    ttl: lives,
  }).callback()
}

/** A browser that signs in as Ada and agrees to everything, up to the redirect back to us. */
export async function consentAsAda(start: URL, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start
  let form: URLSearchParams | undefined
  for (let step = 0; step < 12; step++) {
    if (url.href.startsWith(redirectUri)) return url
    const answer = await browse(url, cookies, form)
    const location = answer.headers.get('location')
    form = location === null ? filledForm(await answer.text()) : undefined
    if (location !== null) url = new URL(location, url)
  }
  return assert.fail('the issuer did not send the browser back')
}

async function browse(
  url: URL,
  cookies: Map<string, string>,
  form: URLSearchParams | undefined,
): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(url, {
    headers: { cookie },
    redirect: 'manual',
    ...(form && { method: 'POST', body: form }),
  })
  for (const header of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
    cookies.set(name, value)
  }
  return answer
}

function filledForm(page: string): URLSearchParams {
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? assert.fail('a page without a form')
  return new URLSearchParams({ prompt, ...(prompt === 'login' && { login: 'ada', password: 'any' }) })
}
