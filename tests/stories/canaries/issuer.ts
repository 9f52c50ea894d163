import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { base64url } from '../../../src/kit/hash.ts'
import type { Planting } from './canary.ts'

/** How the token addresses of providers answer a refresh, once they are told to. Each has a breaker of its own. */
export const manners = {
  oak: 'good',
  elm: 'refused with the token',
  ash: 'an error named like the token',
  fir: 'an error named like half of it',
  yew: 'broken with the token',
  bay: 'no JSON',
  fig: 'cut off',
  box: 'silent',
  strava: 'good',
} as const
export type Manner = (typeof manners)[keyof typeof manners]

export interface Consent {
  nonce: string | null
  clientId: string
  person: number
}

/** A provider whose every secret is a canary, and which gives away what it is given. */
export interface Issuer {
  url: string
  /** A person agreed: what her code is good for. @returns the code */
  consent(given: Consent): string
  /** From now on a refresh for this person is answered so. */
  manners: Map<number, Manner>
  /** Resolves when a request is met with silence. */
  silence(): Promise<void>
  close(): void
}

export async function startIssuer(planting: Planting): Promise<Issuer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, Buffer.concat(chunks).toString(), response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let onSilence = () => {}
  const people = new Map<string, number>()
  const consents = new Map<string, Consent>()
  const issuer: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    consent(given) {
      const code = planting.plant('code', 'awkward')
      consents.set(code, given)
      return code
    },
    manners: new Map(),
    silence: () => new Promise((resolve) => (onSilence = resolve)),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return issuer

  function answer({ url = '', headers }: IncomingMessage, body: string, response: ServerResponse): void {
    const path = url.split('?')[0]!
    if (path.endsWith('/token')) return answerToken(body, response)
    if (path.endsWith('/userinfo')) return json(response, 200, personOf(people.get(headers.authorization!)))
    if (path.endsWith('/push_subscriptions')) {
      planting.notice('verify token', new URLSearchParams(body).get('verify_token') ?? '')
      return json(response, 201, { id: 7 })
    }
    // Whatever else is called tells what it was called with.
    response.setHeader('set-cookie', `session=${planting.plant('cookie of the provider')}`)
    const status = path.endsWith('/broken') || path.includes('revoke') ? 500 : 200
    json(response, status, { echo: headers.authorization, error: body, url })
  }

  function answerToken(body: string, response: ServerResponse): void {
    const asked = Object.fromEntries(
      body.startsWith('{') ? Object.entries(JSON.parse(body) as object) : new URLSearchParams(body),
    ) as Record<string, string>
    if (asked.code_verifier) planting.notice('PKCE verifier', asked.code_verifier)
    const presented = asked.refresh_token ?? asked.code ?? ''
    const consent = consents.get(presented)
    const whose = people.get(presented) ?? consent?.person ?? 0
    const manner = (consent ? undefined : issuer.manners.get(whose)) ?? 'good'
    if (manner !== 'good') return misbehave(manner, presented, response)
    const accessToken = planting.plant('access token')
    const refreshToken = planting.plant('refresh token', whose % 2 === 0 ? 'awkward' : 'plain')
    people.set(refreshToken, whose).set(`Bearer ${accessToken}`, whose)
    json(response, 200, {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'Bearer',
      // So short that every read refreshes.
      expires_in: 60,
      athlete: { id: whose, username: `athlete-${whose}` },
      ...(consent?.nonce && { id_token: idToken(consent) }),
    })
  }

  function misbehave(manner: Manner, token: string, response: ServerResponse): void {
    const words = `the token ${token} at ${encodeURIComponent(token)} is not good`
    switch (manner) {
      case 'refused with the token':
        return json(response, 400, { error: 'invalid_grant', error_description: words, message: words })
      case 'an error named like the token':
        return json(response, 400, { error: token })
      case 'an error named like half of it':
        return json(response, 400, { error: token.slice(0, 20) })
      case 'broken with the token':
        return json(response, 500, { error: token, error_description: words })
      case 'no JSON':
        return void response.end(`{"access_token":"${planting.plant('access token')}", at ${token}`)
      case 'cut off':
        response.write(`{"access_token":"${planting.plant('access token')}`)
        return void setImmediate(() => response.destroy())
      case 'silent':
        return onSilence()
    }
  }

  function idToken({ nonce, clientId, person }: Consent): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      about: planting.plant('ID token'),
      iss: `${issuer.url}/${clientId}`,
      aud: clientId,
      sub: String(person),
      iat: now,
      exp: now + 3600,
      nonce,
    }
    const encoded = (part: unknown) => base64url(Buffer.from(JSON.stringify(part)))
    const rest = `${encoded(claims)}.${planting.plant('ID token')}`
    return `${encoded({ alg: 'RS256' })}.${planting.notice('ID token', rest)}`
  }
}

const personOf = (person: number | undefined) => ({ sub: String(person), name: `Person ${person}` })

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
