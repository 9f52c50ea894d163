import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Got } from '../../client/asked.ts'
import type { RootKeys } from '../../src/entry/cli/commands/root-key.ts'
import { connect } from './connecting.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
after(() => home.remove())

/** What `keys status` says once that root key is retired. */
async function untilRetired(server: Started, id: string) {
  for (;;) {
    const status = await server.keyhold('keys', 'status')
    assert.equal(status.code, 0, status.stderr)
    if (new RegExp(`^${id} +seal +retired`, 'm').test(status.stdout)) return status
  }
}

const sealing = ({ keys }: RootKeys) => keys.filter(({ purpose }) => purpose === 'seal')

describe('keys rotate', () => {
  let id = ''
  let server: Started

  test('tells on a dry run what it would do, and does nothing', async () => {
    server = await home.start({ NODE_ENV: 'test', KEYHOLD_FAILPOINT: 'vault.before_reseal_write:kill' })
    assert.notEqual(server.url, '', server.stderr())
    id = (await connect(server, 'alice')).id

    const { stdout } = await server.keyhold('keys', 'rotate', '--dry-run')

    assert.match(
      stdout,
      /would make root key \d+ in the place of 1 and seal \d+ records anew. Nothing was done/,
    )
    assert.equal(sealing(await server.answerTo<RootKeys>('keys', 'status')).length, 1)
    const begun = await server.keyhold('keys', 'rotate', '--no-wait')
    assert.equal(begun.code, 0, begun.stderr)
    // Killed before the first record was written.
    assert.equal(await server.ended, null)
  })

  test('goes on by itself after kill -9, and ends with no record under the old key', async () => {
    server = await home.start()

    const { code, stdout, stderr } = await server.keyhold('keys', 'rotate')

    assert.equal(code, 0, stderr)
    // A job of the next second retires what is empty.
    const status = await untilRetired(server, '1')
    // Either it was still under way, and was followed to its end, or it had ended, and this was the next one.
    assert.match(stdout, /records sealed anew\. 0 rows under the old key, number \d+\./)
    assert.match(status.stdout, /^ID +PURPOSE +STATE +MADE +RECORDS +WHAT/)
    assert.match(status.stdout, /1 +seal +retired .* 0 +may be destroyed in (1 d|23 h)/)
    assert.ok((await server.answerTo<Got<'/api/connections/{id}/token'>>('token', id)).access_token)
  })

  test('keeps the old key for a day', async () => {
    const { code, stderr } = await server.keyhold('keys', 'destroy', '1', '--yes')

    assert.equal(code, 5)
    assert.match(stderr, /because: retired_lately/)
  })
})
