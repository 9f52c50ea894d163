import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { letterOf } from './letter.ts'

const written = (names: { label?: string | null; appName?: string }) =>
  letterOf({
    eventId: 'e1',
    to: 'ada@example.org',
    appName: 'Example App',
    providerTitle: 'Strava',
    label: null,
    reason: null,
    link: null,
    linkDays: 3,
    ...names,
  })

describe('the name of an account at its provider', () => {
  for (const label of ['Ada', 'ada@example.org', 'J. R. Ada-Lovelace', 'Ада', 'acme/dev', '7.5 km club'])
    test(`is told: ${label}`, () => {
      assert.ok(written({ label }).text.includes(`can no longer reach ${label} at Strava.`))
    })

  for (const label of [
    'You have won, see https://evil.test/a',
    'go to evil.test now',
    'www.evil.test',
    'call us: x@evil.test',
    'bank。example',
    '\n',
  ])
    test(`is left out where a mail program would make a link of it: ${JSON.stringify(label)}`, () => {
      const { text } = written({ label })

      assert.ok(!text.includes('evil.') && !text.includes('bank'))
      assert.ok(text.includes('can no longer reach your account at Strava.'))
    })
})

test('a name adds no line, neither to the subject nor to the text', () => {
  const { subject, text } = written({ appName: 'App\r\nBcc: eve@evil.test\u2028\u202e' })

  assert.equal(subject, 'Strava has to be connected again for App Bcc: eve@evil.test')
  assert.ok(!/\n(Bcc|\u202e)/.test(text))
})
