import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { base64url } from '../../../kit/hash.ts'
import { as } from '../../../kit/world.ts'
import { actionsOf, mailsTo } from '../factors/factors.fixture.ts'
import { deletePasskey, passkeys } from '../factors/store.ts'
import { askedWith } from '../sessions/sessions.fixture.ts'
import { type Holder, holder } from './passkeys.fixture.ts'
import { withPasskey } from './use.ts'

/** An answer of the holder's passkey that is good, and is not counted as `first` comes before. */
async function uncounted(world: TestWorld, ada: Holder, first: (own: TestWorld) => Promise<unknown>) {
  const challenge = Buffer.alloc(32, 1)
  const response = ada.passkey.get({ challenge: base64url(challenge) })
  const signature = { response, challenge, verifies: true, asked: askedWith() }
  const own = { ...world, ...as(world, { role: 'app', accountId: ada.personId }) }
  const using = withPasskey(world, signature, async (_, count) => {
    await first(own)
    return (await count(own)) || undefined
  })
  await assert.rejects(using, { code: 'PASSKEY_REFUSED' })
  return {
    told: (await mailsTo(world, ada)).includes('passkey_copied'),
    actions: (await actionsOf(world, ada)).filter((action) =>
      ['passkey.copied', 'passkey.refused'].includes(action),
    ),
  }
}

test('D6: an answer that a copy came before with is refused, counted as that, and told', async () => {
  const world = await testWorld()
  const ada = await holder(world, 5)

  const { told, actions } = await uncounted(world, ada, ({ sql }) => sql`update factor set sign_count = 99`)

  assert.equal(told, true)
  assert.deepEqual(actions.sort(), ['passkey.copied', 'passkey.refused'])
})

test('D6: an answer of a passkey that was removed meanwhile is refused, and is no copy', async () => {
  const world = await testWorld()
  const ada = await holder(world, 5)

  const { told, actions } = await uncounted(world, ada, async (own) => {
    for (const { id } of await passkeys(own)) await deletePasskey(own, id)
  })

  assert.equal(told, false)
  assert.deepEqual(actions, [])
})
