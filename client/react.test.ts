import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { scripted } from './outside.fixture.ts'
import { ConnectButton, KeyholdProvider, useConnection, useStats } from './react.ts'

// Hooks in a browser, with focus, answers and accessibility, are tried in tests/client.

const Year = ({ initial }: { initial?: { count: number } }) => {
  const { data, isLoading } = useStats('ytd', {
    ...(initial && {
      initial: {
        type: 'ytd',
        data: {
          run: { ...initial, distance: 0, moving_time: 0, elevation_gain: 0 },
          ride: { count: 0, distance: 0, moving_time: 0, elevation_gain: 0 },
        },
        fetched_at: '2026-01-01T00:00:00+00:00',
      },
    }),
  })
  return isLoading ? 'loading' : data!.data.run.count
}
const Status = () => useConnection('c').data?.status ?? 'unknown'

test('on a server the hooks ask nothing and render what the browser renders first', () => {
  const { keyhold, requests } = scripted([])
  const rendered = [
    createElement(Year),
    createElement(Year, { initial: { count: 42 } }),
    createElement(Status),
  ].map((child) => renderToString(createElement(KeyholdProvider, { keyhold }, child)))

  assert.deepEqual(rendered, ['loading', '42', 'unknown'])
  assert.equal(requests.length, 0)
})

test('a button renders on a server as a button that is not busy', () => {
  const html = renderToString(
    createElement(ConnectButton, { url: 'https://keyhold.test/connect/x' }, 'Connect Strava'),
  )

  assert.match(html, /^<button type="button" aria-busy="false">Connect Strava<\/button>/)
})

test('a hook without a Keyhold says what it wants', () => {
  assert.throws(() => renderToString(createElement(Status)), /KeyholdProvider/)
})
