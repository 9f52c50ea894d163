import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { enrolled, mailsTo } from '../../../parts/accounts/factors/factors.fixture.ts'
import { personBy } from '../../../parts/accounts/outside/identity.ts'
import { aPerson } from '../../../parts/accounts/people/people.fixture.ts'
import { signedIn } from '../../../parts/accounts/sessions/sessions.fixture.ts'
import { type Answering, listen } from '../../node/server.ts'
import { said, type Said } from '../outside.fixture.ts'

const operatorKey = `kho_${'k'.repeat(43)}`

interface Deployment {
  world: TestWorld
  keyhold(...words: string[]): Promise<Said>
  /** The same with --json: its answer. */
  answerTo(...words: string[]): Promise<Record<string, unknown>>
}

/** A deployment that listens, and the operator's commands at it. */
async function withServer(
  act: (deployment: Deployment) => Promise<void>,
  settings: Record<string, string> = {},
): Promise<void> {
  let answering: Answering = () => new Response(null, { status: 503 })
  const server = await listen(0, '127.0.0.1', () => answering)
  const host = `127.0.0.1:${server.port}`
  const own = { KEYHOLD_OPERATOR_KEY: operatorKey, CSRF_ENABLED: 'true', KEYHOLD_HOSTS: host }
  const world = await testWorld({ environment: { ...own, ...settings } })
  answering = world.app.fetch
  const keyhold = (...words: string[]) =>
    said([...words, '--url', `http://${host}`], { KEYHOLD_OPERATOR_KEY: operatorKey })
  const answerTo = async (...words: string[]) => {
    const { code, stdout, stderr } = await keyhold(...words, '--json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout) as Record<string, unknown>
  }
  try {
    await act({ world, keyhold, answerTo })
  } finally {
    await server.close(0)
  }
}

describe('people', () => {
  test('are listed, by how a user name begins, too, and shown by id or whole mail address', () =>
    withServer(async ({ world, keyhold, answerTo }) => {
      const ada = await aPerson(world, { username: 'ada' })
      await aPerson(world, { username: 'bob', isVerified: false })

      const all = await keyhold('people', 'list')
      const some = await keyhold('people', 'list', '--name', 'AD', '--plain')
      const shown = [
        await answerTo('people', 'show', ada.personId),
        await answerTo('people', 'show', ada.address),
      ]

      assert.match(all.stdout, /USER NAME[^]*bob +unverified[^]*ada +on/)
      assert.match(some.stdout, new RegExp(`^${ada.personId}\tada\ton\t${ada.address}\t\\S+Z\n$`))
      assert.deepEqual(
        shown.map(({ id }) => id),
        [ada.personId, ada.personId],
      )
    }))

  test('are shown by the whole user name, whatever its case, and not by how one begins', () =>
    withServer(async ({ world, keyhold, answerTo }) => {
      const ada = await aPerson(world, { username: 'ada' })
      await aPerson(world, { username: 'adam' })

      const shown = [await answerTo('people', 'show', 'ada'), await answerTo('people', 'show', 'ADA')]
      const begun = await keyhold('people', 'show', 'ad')

      assert.deepEqual(
        shown.map(({ id }) => id),
        [ada.personId, ada.personId],
      )
      assert.equal(begun.code, 3)
      assert.match(begun.stderr, /Nobody has this user name/)
      assert.match(begun.stderr, /id, whole mail address, whole user name, or subject at an issuer/)
    }))

  test('are asked for by something', () =>
    withServer(async ({ keyhold }) => {
      const nobody = await keyhold('people', 'show', '')

      assert.equal(nobody.code, 2)
      assert.match(nobody.stderr, /No person is named\.\s+Name one by id, whole mail address/)
    }))

  test('are shown by the subject at an issuer, and asked for by id where two issuers have it', () => {
    const issuers = ['https://one.test', 'https://two.test']
    const list = issuers.map((issuer) => ({ issuer, audience: 'keyhold' }))
    const act = async ({ world, keyhold, answerTo }: Deployment) => {
      const personOf = (issuer: string, subject: string) =>
        personBy(world, { issuer, subject }, { address: null, isVerified: true }, 'request')
      const ada = await personOf(issuers[0]!, 'user_ada')
      const twins = await Promise.all(issuers.map((issuer) => personOf(issuer, 'twin')))

      const shown = await answerTo('people', 'show', 'user_ada')
      const two = await keyhold('people', 'show', 'twin')
      const decoy = await aPerson(world, { username: 'user_ada' })
      const taken = await keyhold('people', 'show', 'user_ada')
      const nobody = await keyhold('people', 'show', 'user_bob')

      assert.equal(shown.id, ada)
      assert.deepEqual([two.code, taken.code], [5, 5])
      for (const id of [ada, decoy.personId]) assert.ok(taken.stderr.includes(id))
      for (const id of twins) assert.match(two.stderr, new RegExp(`people show ${id}`))
      assert.deepEqual([nobody.code, /no issuer knows/.test(nobody.stderr)], [3, true])
    }
    return withServer(act, { KEYHOLD_ISSUERS: JSON.stringify(list) })
  })

  test('who are nobody end with 3 and the list to look in', () =>
    withServer(async ({ keyhold }) => {
      const byAddress = await keyhold('people', 'show', 'nobody@example.org')
      const byId = await keyhold('people', 'enable', '0199a1fc-0000-7000-8000-000000000000')

      assert.deepEqual([byAddress.code, byId.code], [3, 3])
      for (const { stderr } of [byAddress, byId]) assert.match(stderr, /Try: npx keyhold people list/)
    }))

  test('are switched off for a reason, and on', () =>
    withServer(async ({ world, keyhold, answerTo }) => {
      const ada = await aPerson(world)
      await signedIn(world, ada)

      const unreasoned = await keyhold('people', 'disable', ada.personId)
      const off = await keyhold('people', 'disable', ada.personId, '--reason', 'asked by phone')
      const { disabledReason } = await answerTo('people', 'show', ada.personId)
      const on = await keyhold('people', 'enable', ada.personId)
      const after = await answerTo('people', 'show', ada.personId)

      assert.deepEqual([unreasoned.code, off.code, on.code], [2, 0, 0])
      assert.match(off.stdout, /The account is off; 1 session ended\./)
      assert.deepEqual([disabledReason, after.disabledAt], ['asked by phone', null])
    }))

  test('are signed out one by one, or all at once when that is meant', () =>
    withServer(async ({ world, keyhold, answerTo }) => {
      const [ada, bob] = [await aPerson(world), await aPerson(world)]
      for (const person of [ada, bob, bob]) await signedIn(world, person)

      const one = await answerTo('people', 'end-sessions', ada.personId)
      const unasked = await keyhold('people', 'end-sessions', '--everybody')
      const nobody = await keyhold('people', 'end-sessions')
      const all = await answerTo('people', 'end-sessions', '--everybody', '--yes')

      assert.deepEqual([one.ended, all.ended], [1, 2])
      assert.deepEqual([unasked.code, nobody.code], [2, 2])
    }))

  test('are mailed a link for a new password, which nobody else sees', () =>
    withServer(async ({ world, keyhold }) => {
      const ada = await aPerson(world)

      const { code, stdout } = await keyhold('people', 'send-reset', ada.personId)

      assert.equal(code, 0)
      assert.doesNotMatch(stdout, /http|@/)
      assert.deepEqual(await mailsTo(world, ada), ['reset_password'])
    }))

  test('lose their second factors in a day when somebody says yes, unless it is taken back', () =>
    withServer(async ({ world, keyhold, answerTo }) => {
      const { personId } = await enrolled(world)
      const pending = async () => (await answerTo('people', 'show', personId)).factorResetAt

      const unasked = await keyhold('people', 'reset-factors', personId)
      const { resetAt } = await answerTo('people', 'reset-factors', personId, '--yes')
      const under = await pending()
      const back = await keyhold('people', 'reset-factors', personId, '--take-back')

      assert.equal(unasked.code, 2)
      assert.equal(Math.round((Date.parse(String(resetAt)) - world.now().getTime()) / 3600_000), 24)
      assert.deepEqual([under, back.code, await pending()], [resetAt, 0, null])
    }))
})

describe('features', () => {
  test('are listed with who says so, and switched off only when that is meant', () =>
    withServer(async ({ keyhold }) => {
      const unasked = await keyhold('flags', 'set', 'TWO_FACTOR_ENABLED', 'off')
      const off = await keyhold('flags', 'set', 'TWO_FACTOR_ENABLED', 'off', '--yes')
      const listed = await keyhold('flags', '--plain')
      const back = await keyhold('flags', 'set', 'TWO_FACTOR_ENABLED', 'default', '--plain')

      assert.deepEqual([unasked.code, off.code], [2, 0])
      assert.match(listed.stdout, /^TWO_FACTOR_ENABLED\toff\toperator\t\S+Z\t/m)
      assert.match(listed.stdout, /^CSRF_ENABLED\ton\tenvironment\t\t/m)
      assert.match(back.stdout, /^TWO_FACTOR_ENABLED\ton\tdefault\t/)
    }))

  test('of the environment are not switched, and a name that is none is refused before anything is asked', () =>
    withServer(async ({ keyhold }) => {
      const set = await keyhold('flags', 'set', 'CSRF_ENABLED', 'on')
      const unknown = await keyhold('flags', 'set', 'CSRF', 'on')
      const list = await keyhold('flags', 'list')

      assert.deepEqual([set.code, unknown.code], [5, 2])
      assert.match(set.stderr, /FLAG_IN_ENVIRONMENT/)
      assert.match(list.stderr, /refused 0 writes/)
    }))
})
