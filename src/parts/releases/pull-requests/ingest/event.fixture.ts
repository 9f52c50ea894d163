import type { TestWorld } from '../../../../../tests/support/world.ts'
import { post, type Told } from './sender.fixture.ts'

export const sha = (letter: string): string => letter.repeat(40)
/** Within the hour before the world of the tests begins. */
export const moment = (minute: number): string => new Date(Date.UTC(2025, 11, 31, 23, minute)).toISOString()

/** A `pull_request` event, as the code host posts it, with a few of the members that nobody reads. */
export const event = (action: string, minute: number, more: Told = {}, around: Told = {}): Told => ({
  action,
  number: 12,
  before: null,
  ...around,
  repository: { id: 1, full_name: 'acme/app', private: true, default_branch: 'main' },
  sender: { login: 'octocat' },
  pull_request: {
    id: 99,
    number: 12,
    title: 'fix: close the door',
    body: 'It closes the door.',
    user: { login: 'octocat' },
    state: 'open',
    merged: false,
    draft: false,
    labels: [{ id: 5, name: 'bug' }],
    head: { sha: sha('a'), ref: 'close-door' },
    base: { sha: sha('0'), ref: 'main' },
    additions: 120,
    deletions: 8,
    changed_files: 3,
    created_at: moment(0),
    updated_at: moment(minute),
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    ...more,
  },
})

let deliveries = 0

export const deliver = (world: TestWorld, body: Told, headers: Record<string, string> = {}) =>
  post(world, JSON.stringify(body), {
    path: '/internal/pr-intel/github',
    headers: {
      'x-github-event': 'pull_request',
      'x-github-delivery': `delivery-${++deliveries}`,
      ...headers,
    },
  })
