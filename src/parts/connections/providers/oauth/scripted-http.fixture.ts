import assert from 'node:assert/strict'
import type { Exchange, HttpClient, OutgoingRequest } from '../../../../kit/http-client.ts'
import { defineProvider, type Provider, type ProviderApp, type ProviderEntry } from '../provider.ts'
import type { ProviderHooks } from '../hooks.ts'

/** A client that gives prepared answers in order and keeps the requests; one request too many fails the test. */
export function scriptedHttp(...answers: Exchange[]) {
  const requests: OutgoingRequest[] = []
  const http: HttpClient = {
    async send(request) {
      requests.push(request)
      return answers[requests.length - 1] ?? assert.fail(`request ${requests.length} was not foreseen`)
    },
  }
  return { http, requests, form: (index = 0) => new URLSearchParams(String(requests[index]?.body)) }
}

interface AnswerOptions {
  status?: number
  headers?: Record<string, string>
  date?: string
}

export function answered(body: unknown, { status = 200, headers = {}, date }: AnswerOptions = {}): Exchange {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    kind: 'answered',
    status,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    body: Buffer.from(text),
    date: date === undefined ? null : new Date(date),
  }
}

export const noon = new Date('2026-01-01T12:00:00Z')
export const atNoon = () => noon

/** A clock that shows these moments one after the other and stays at the last. */
export function showing(...moments: string[]): () => Date {
  let next = 0
  return () => new Date(moments[Math.min(next++, moments.length - 1)]!)
}

export const app: ProviderApp = { clientId: 'client', clientSecrets: ['new-secret'] }

/** A plain provider, with what a test cares about changed. */
export function aProvider(changes: Partial<ProviderEntry> = {}, hooks: ProviderHooks = {}): Provider {
  return defineProvider(
    {
      id: 'acme',
      title: 'Acme',
      authorizeUrl: 'https://acme.test/authorize',
      tokenUrl: 'https://acme.test/token',
      scopes: {},
      pkce: false,
      tokenEndpointAuth: 'client_secret_post',
      identity: { from: 'token_answer', subject: ['/user/id'], label: [['/user/name']] },
      ...changes,
    },
    hooks,
  ) as Provider
}
