import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Provider } from '../api.ts'
import { isShown } from './standing.ts'

const strava = { id: 'strava', title: 'Strava', configured: false } as Provider

test('a provider is found by its name or id and by its state', () => {
  const shown = [
    {},
    { find: 'STRA ' },
    { find: 'git' },
    { state: 'missing' },
    { state: 'ready' },
    { state: 'unheard-of' },
  ].map((filter) => isShown(strava, filter))

  assert.deepEqual(shown, [true, true, false, true, false, true])
})
