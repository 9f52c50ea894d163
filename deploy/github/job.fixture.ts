import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aCheckout, type Checkout } from '../../tests/support/checkout.ts'
import { type RunningServer, startServer } from '../../tests/support/server.ts'
import { type CodeHost, startCodeHost } from './code-host.fixture.ts'
import { openRunner, type Runner, type Used } from './runner.fixture.ts'

/** A repository at a code host, a runner with a checkout of a pull request, and Keyhold. */
export interface Stage {
  server: RunningServer
  host: CodeHost
  runner: Runner
  checkout: Checkout
  key: string
  /** Another one with that scope alone. */
  keyWith(scope: string): Promise<string>
  /** Keeps a journey that asks whether Keyhold lives, and expects that status. */
  keepJourney(name: string, status: number): Promise<void>
  /** Runs the action in a job for that event; inputs beside `url` and `key`. */
  use(inputs: Record<string, string>, event?: object | null, more?: Record<string, string>): Promise<Used>
  /** Asks Keyhold. */
  ask<T>(path: string): Promise<T>
  /** A pull request of two commits of the checkout. */
  event(number: number, more?: object): PullRequestEvent
  close(): Promise<void>
}

export interface PullRequestEvent {
  action: string
  number: number
  pull_request: { number: number; head: { sha: string }; [name: string]: unknown }
}

export const webhookSecret = 'webhook-secret-of-a-test-0123456789abcdef'
const scopes = ['releases:write', 'releases:read', 'journey:run']

export async function openStage(environment: Record<string, string> = {}): Promise<Stage> {
  const runner = openRunner()
  const checkout = aCheckout(runner.checkout)
  const [server, host] = await Promise.all([
    startServer({ PR_INTEL_WEBHOOK_SECRET: webhookSecret, ...environment }),
    startCodeHost({ 'token-of-the-job': 'writes' }),
  ])
  const keyOf = async (scopes: readonly string[]): Promise<string> => {
    const made = await server.asOperator('POST', '/api/keys', { name: 'ci', scopes })
    return ((await made.json()) as { key: string }).key
  }
  const key = await keyOf(scopes)
  const eventFile = join(runner.temporary, 'event.json')
  return {
    server,
    host,
    runner,
    checkout,
    key,
    keyWith: (scope) => keyOf([scope]),
    async keepJourney(name, status) {
      const request = { url: '{{own}}/livez' }
      const document = { targets: ['own'], steps: [{ name: 'alive', request, expect: [{ status }] }] }
      const kept = await server.asOperator('PUT', `/internal/journey/journeys/${name}`, document)
      if (!kept.ok) throw new Error(`${name}: ${kept.status} ${await kept.text()}`)
    },
    use(inputs, event = null, more = {}) {
      writeFileSync(eventFile, JSON.stringify(event ?? {}))
      const given = { url: server.url, key, 'github-token': 'token-of-the-job', ...inputs }
      return runner.use(given, {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: host.url,
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_SHA: 'd'.repeat(40),
        GITHUB_REF_NAME: event && 'pull_request' in event ? 'merge of it' : 'main',
        GITHUB_REF_TYPE: 'branch',
        GITHUB_RUN_ID: '9001',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_EVENT_PATH: eventFile,
        KEYHOLD_RETRIES: '0',
        ...more,
      })
    },
    async ask<T>(path: string): Promise<T> {
      const response = await fetch(server.url + path, { headers: { 'x-api-key': key } })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
    event: (number, more = {}) => ({
      action: 'synchronize',
      number,
      pull_request: { ...pullRequestOf(checkout, number), ...more },
    }),
    async close() {
      await server.stop()
      host.close()
      runner.close()
    },
  }
}

function pullRequestOf(checkout: Checkout, number: number) {
  const at = (name: string): string => checkout.git('rev-parse', name).trim()
  const side = (ref: string) => ({ sha: at(ref), ref, label: `acme:${ref}`, repo: { full_name: 'acme/app' } })
  return {
    number,
    title: 'Add a page',
    body: null,
    state: 'open',
    draft: false,
    merged: false,
    labels: [],
    head: side('topic'),
    base: side('main'),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    additions: 4,
    deletions: 1,
    changed_files: 5,
  }
}
