import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readSettings } from '../../../kit/settings.ts'
import { messageSettings } from '../settings.ts'
import { contentOf, mailTemplates } from './letters.ts'
import { onPaper } from './paper.ts'

const settings = readSettings(
  { environment: { KEYHOLD_APP_NAME: 'Ada & <b>Co</b>' }, production: false, readFile: () => '' },
  [messageSettings],
)
const written = (template: string, values: Record<string, string>) =>
  onPaper(contentOf({ settings }, template, values)!)

const link = 'https://app.example.org/verify?a=1&b=2#abc'
const values = {
  link,
  agent: 'Firefox on Linux',
  at: '2026-01-01T12:34:56.000Z',
  kind: 'passkey',
  left: '2',
  isFew: 'true',
  reason: 'a question about an order',
}

for (const template of mailTemplates)
  describe(template, () => {
    test('is whole with all values and with next to none, as text and as HTML', () => {
      for (const given of [values, { link }]) {
        const { subject, text, html } = written(template, given)
        assert.ok(subject.length > 10 && !/[\r\n]/.test(subject), subject)
        for (const form of [subject, text, html]) assert.ok(!/undefined|null|\[object/.test(form), form)
        assert.ok(text.includes('Ada & <b>Co</b>') && html.includes('Ada &amp; &lt;b&gt;Co&lt;/b&gt;'))
      }
    })

    test('fetches nothing, runs nothing, and leads where the text does', () => {
      const { text, html } = written(template, values)

      assert.ok(!/<img|<script|<link|src=|url\(|@import/i.test(html))
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, to]) => to)
      assert.deepEqual(links, text.includes(link) ? [link.replaceAll('&', '&amp;')] : [])
    })

    test('makes no link of what others chose', () => {
      const hostile = Object.fromEntries(
        Object.keys(values).map((name) => [name, 'see https://evil.test/a\r\nBcc: eve@evil.test']),
      )
      const { subject, text, html } = written(template, { ...hostile, link })

      for (const form of [subject, text, html]) assert.ok(!form.includes('evil'), form)
    })
  })

test('a moment is told in UTC, to the minute', () => {
  assert.match(written('new_device', values).text, /on 2026-01-01 at 12:34 UTC from/)
})

test('a letter of a newer version is left to it', () => {
  assert.equal(contentOf({ settings }, 'from_the_future', {}), null)
})
