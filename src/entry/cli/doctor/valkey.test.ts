import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { needsValkey, startValkey } from '../../../../tests/support/valkey.ts'
import { aSubject } from './subject.fixture.ts'
import { valkeyFindings } from './valkey.ts'

describe('where limits are counted', () => {
  test('is no finding when it is the database', async () => {
    assert.deepEqual(await valkeyFindings(aSubject({})), [])
  })

  test('is told with the cure, and without the password, when it does not work', needsValkey, async (t) => {
    const server = await startValkey({ password: 'the-right-password' })
    t.after(server.close)
    const place = `127.0.0.1:${server.address.port}`
    const finding = async (url: string) => (await valkeyFindings(aSubject({ VALKEY_URL: url })))[0]!

    const right = await finding(`redis://:the-right-password@${place}`)
    const wrong = await finding(`redis://:a-wrong-password@${place}`)
    const none = await finding(`redis://${place}`)
    const nobody = await finding('redis://127.0.0.1:1')

    assert.deepEqual([right.level, right.text], ['ok', `limits are counted at ${place}, which answers`])
    assert.match(wrong.text, /WRONGPASS/)
    assert.match(none.fix!, /password/)
    assert.match(`${nobody.text} ${nobody.fix}`, /ECONNREFUSED.*start it/)
    assert.deepEqual([wrong.level, none.level, nobody.level], ['fail', 'fail', 'fail'])
    assert.doesNotMatch(JSON.stringify([wrong, none, nobody]), /a-wrong-password/)
  })
})
