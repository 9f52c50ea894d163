import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coarseAgent } from './agent.ts'

test('of a User-Agent the kind of browser and system stays, and no version', () => {
  const given = [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    'curl/8.5.0',
    '<script>',
    '',
    undefined,
  ]

  assert.deepEqual(given.map(coarseAgent), [
    'Firefox on Linux',
    'Edge on Windows',
    'Safari on macOS',
    'Chrome on iPhone',
    'Chrome on Android',
    'curl',
    null,
    null,
    null,
  ])
})
