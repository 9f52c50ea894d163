import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from './ask.ts'

test('names in a path are filled in as data, and what is undefined is left out of the query', async (t) => {
  const sent: string[] = []
  t.mock.method(globalThis, 'fetch', async (address: string, { method }: RequestInit) => {
    sent.push(`${method} ${address}`)
    return Response.json({})
  })

  await ask.get('/internal/journey/journeys/{name}', { path: { name: '../a b' } })
  await ask.get('/internal/journey/journeys', { query: { limit: 25, after: undefined } })

  assert.deepEqual(sent, [
    'GET /internal/journey/journeys/..%2Fa%20b',
    'GET /internal/journey/journeys?limit=25',
  ])
})
