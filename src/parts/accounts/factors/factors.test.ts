import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { encode } from 'uqr'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { sha256 } from '../../../kit/hash.ts'
import { as } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { signedIn } from '../sessions/sessions.fixture.ts'
import { fromBase32 } from './base32.ts'
import { actionsOf, atSecondStep, enrolled, mailsTo, verify, wrongCode } from './factors.fixture.ts'
import { qrSvg } from './qr.ts'
import { makeRecoveryCode, readRecoveryCode, useRecoveryCode } from './recovery-codes.ts'
import { codeAt, stepOf } from './totp.ts'

suite('an authenticator app', () => {
  test('D4: is told the secret by text, address and QR code, and a new set-up takes the place of the one before', async () => {
    const world = await testWorld()
    const browser = await signedIn(world, await aPerson(world))

    const first = await browser.call('POST', '/auth/2fa/setup')
    const second = await browser.call('POST', '/auth/2fa/setup')

    assert.deepEqual(Object.keys(first.body).toSorted(), ['message', 'otpauthUrl', 'qr', 'secret'])
    assert.match(String(first.body.secret), /^[A-Z2-7]{32}$/)
    assert.equal(new URL(String(first.body.otpauthUrl)).searchParams.get('secret'), first.body.secret)
    assert.equal(first.body.qr, qrSvg(String(first.body.otpauthUrl)))
    assert.notEqual(second.body.secret, first.body.secret)
    const { body } = await browser.call('GET', '/auth/factors')
    assert.equal(body.authenticator, null)
  })

  test('D4: is enabled by a code of the newest set-up, and by none of the one before', async () => {
    const world = await testWorld()
    const browser = await signedIn(world, await aPerson(world))
    const setUp = async () => fromBase32(String((await browser.call('POST', '/auth/2fa/setup')).body.secret))!
    const [before, newest] = [await setUp(), await setUp()]
    const enable = (secret: Buffer) =>
      browser.call('POST', '/auth/2fa/enable', { code: codeAt(secret, stepOf(world.now())) })

    const answers = [await enable(before), await enable(newest)]

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.code]),
      [
        [400, 'FACTOR_CODE_WRONG'],
        [200, undefined],
      ],
    )
  })

  test('D4: is enabled by a code of it, with ten recovery codes; other sessions end, and this one has new tokens', async () => {
    const world = await testWorld()
    const person = await aPerson(world)
    const other = await signedIn(world, person)

    const ada = await enrolled(world, person)
    const otherAfter = await other.call('GET', '/auth/me')
    const third = await signedIn(world, person)
    const token = ada.browser.cookies.get('__Host-kh_session')
    world.advance(60)
    const { body } = await ada.browser.call('POST', '/auth/2fa/disable', { code: ada.code() })

    assert.equal(new Set(ada.recoveryCodes).size, 10)
    assert.equal(otherAfter.status, 401)
    assert.equal(body.enabled, false)
    assert.notEqual(ada.browser.cookies.get('__Host-kh_session'), token)
    assert.equal((await ada.browser.call('GET', '/auth/me')).status, 200)
    assert.equal((await third.call('GET', '/auth/me')).status, 401)
    assert.deepEqual(await mailsTo(world, ada), ['factor_added', 'factor_removed'])
    const actions = await actionsOf(world, ada)
    for (const action of ['factor.enabled', 'factor.disabled']) assert.ok(actions.includes(action), action)
  })

  test('D1: its secret is shown at set-up alone, and lies sealed', async () => {
    const world = await testWorld()
    const person = await aPerson(world)
    const browser = await signedIn(world, person)
    const { body } = await browser.call('POST', '/auth/2fa/setup')

    const shown = JSON.stringify(await browser.call('GET', '/auth/factors'))
    const [row] = await world.sql.as({ role: 'app', accountId: person.personId })<{ secret: Buffer }>`
      select secret from factor limit 1`

    assert.ok(!shown.includes(String(body.secret)))
    assert.deepEqual([row!.secret[0], row!.secret[1], row!.secret.length], [0x4b, 0x01, 66 + 20])
  })

  test('is not enabled by a wrong code, nor without a set-up, nor set up again while it is enabled', async () => {
    const world = await testWorld()
    const browser = await signedIn(world, await aPerson(world))
    const ada = await enrolled(world)

    const noSetUp = await browser.call('POST', '/auth/2fa/enable', { code: '123456' })
    await browser.call('POST', '/auth/2fa/setup')
    const wrong = await browser.call('POST', '/auth/2fa/enable', { code: 'abcdef' })
    const twice = await ada.browser.call('POST', '/auth/2fa/setup')

    assert.deepEqual(
      [noSetUp, wrong, twice].map(({ status, body }) => [status, body.code]),
      [
        [400, 'FACTOR_NOT_SET_UP'],
        [400, 'FACTOR_CODE_WRONG'],
        [400, 'FACTOR_ENROLLED'],
      ],
    )
  })

  test('D7: is neither set up nor taken off by whoever proved itself too long ago, and not by a wrong code', async () => {
    const world = await testWorld()
    const stale = await signedIn(world, await aPerson(world))
    const ada = await enrolled(world)
    const wrong = await ada.browser.call('POST', '/auth/2fa/disable', { code: wrongCode(ada) })
    world.advance(601)

    const refusals = [
      await stale.call('POST', '/auth/2fa/setup'),
      await ada.browser.call('POST', '/auth/2fa/disable', { code: ada.code() }),
      await ada.browser.call('POST', '/auth/2fa/recovery-codes'),
    ]

    assert.deepEqual([wrong.status, wrong.body.code], [400, 'FACTOR_CODE_WRONG'])
    assert.deepEqual(
      refusals.map(({ body }) => body.code),
      ['STEP_UP_REQUIRED', 'STEP_UP_REQUIRED', 'STEP_UP_REQUIRED'],
    )
  })
})

suite('recovery codes', () => {
  test('D5: have 50 bits, and are read however they are typed', () => {
    const code = makeRecoveryCode({ random: () => Buffer.from([0, 1, 17, 20, 31, 8, 9, 10, 11, 12]) })

    assert.equal(code, '01HMZ-89ABC')
    for (const typed of ['01hmz89abc', ' O1HMZ 89ABC ', 'oihmz-89abc', 'oLhmz-89abc'])
      assert.equal(readRecoveryCode(typed), '01HMZ89ABC', typed)
    for (const typed of ['', '01HMZ89AB', '01HMZ89ABCD', '01HMZ89ABU', '123456'])
      assert.equal(readRecoveryCode(typed), undefined, typed)
  })

  test('D5: let in once each, several at once too, and the person is told', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    const code = ada.recoveryCodes[0]!
    const browsers = [await atSecondStep(world, ada), await atSecondStep(world, ada)]

    const answers = await Promise.all(browsers.map((browser) => verify(browser, code)))
    const again = await verify(await atSecondStep(world, ada), code.toLowerCase())
    const { body } = await browsers[answers.findIndex(({ status }) => status === 200)]!.call(
      'GET',
      '/auth/factors',
    )

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
    assert.equal(again.status, 401)
    assert.deepEqual(body.recoveryCodes, { left: 9, isFew: false })
    assert.ok((await mailsTo(world, ada)).includes('recovery_code_used'))
  })

  test('D5: of somebody else let nobody in', async () => {
    const world = await testWorld()
    const [ada, eve] = [await enrolled(world), await enrolled(world)]

    assert.equal((await verify(await atSecondStep(world, ada), eve.recoveryCodes[0]!)).status, 401)
  })

  test('D5: are few from three on, and new ones take the place of all before', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    for (const code of ada.recoveryCodes.slice(0, 7)) {
      const { status } = await ada.browser.call('POST', '/auth/step-up', { password: ada.password, code })
      assert.equal(status, 200)
    }

    const few = await ada.browser.call('GET', '/auth/factors')
    const made = await ada.browser.call('POST', '/auth/2fa/recovery-codes')
    const old = await verify(await atSecondStep(world, ada), ada.recoveryCodes[9]!)
    const fresh = await verify(await atSecondStep(world, ada), (made.body.recoveryCodes as string[])[0]!)

    assert.deepEqual(few.body.recoveryCodes, { left: 3, isFew: true })
    assert.equal((made.body.recoveryCodes as string[]).length, 10)
    assert.deepEqual([old.status, fresh.status], [401, 200])
  })

  test('D5: lie as keyed hashes, which hold no code', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)

    const rows = await world.sql.as({ role: 'app', accountId: ada.personId })<{ mac: Buffer }>`
      select mac from recovery_code limit 20`

    assert.deepEqual(
      rows.map(({ mac }) => mac.length),
      Array.from({ length: 10 }, () => 32),
    )
    const macs = new Set(rows.map(({ mac }) => mac.toString('hex')))
    const spelled = ada.recoveryCodes.flatMap((code) => [code, readRecoveryCode(code)!])
    assert.ok(spelled.every((text) => !macs.has(sha256(text).toString('hex'))))
  })

  test('D5: are good under the key that they were hashed with alone', async () => {
    const world = await testWorld()
    const { personId, recoveryCodes } = await enrolled(world)
    // Of the keys before the primary one the newest counts still, so it takes two.
    const later = await withAnotherKey(await withAnotherKey(world))
    const use = (world: TestWorld) =>
      useRecoveryCode(as(world, { role: 'app', accountId: personId }), personId, recoveryCodes[0]!)

    const outcomes = [await use(later), await use(world)]

    assert.deepEqual(outcomes, [false, true])
  })
})

/** A process that starts makes the primary keys that are missing. */
async function withAnotherKey(world: TestWorld): Promise<TestWorld> {
  await world.sql.as({ role: 'jobs' })`update encryption_keys set state = 'open' where purpose = 'lookup'`
  return testWorld({ beside: world })
}

suite('a step-up', () => {
  test('D7: of who has a factor takes the password and a code, and gives new tokens', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(700)
    const { browser, password } = ada
    const before = browser.cookies.get('__Host-kh_session')

    const refusals = [
      await browser.call('POST', '/auth/step-up', {}),
      await browser.call('POST', '/auth/step-up', { password }),
      await browser.call('POST', '/auth/step-up', { code: ada.code() }),
      await browser.call('POST', '/auth/step-up', { password: 'wrong', code: ada.code() }),
    ]
    const stillStale = await browser.call('POST', '/auth/2fa/recovery-codes')
    const proved = await browser.call('POST', '/auth/step-up', { password, code: ada.code() })
    const allowed = await browser.call('POST', '/auth/2fa/recovery-codes')

    assert.deepEqual(
      refusals.map(({ body }) => body.code),
      ['PROOF_NEEDED', 'PROOF_NEEDED', 'PROOF_NEEDED', 'PASSWORD_WRONG'],
    )
    assert.equal(stillStale.status, 403)
    assert.deepEqual([proved.status, allowed.status], [200, 200])
    assert.notEqual(browser.cookies.get('__Host-kh_session'), before)
  })

  test('D7: of who has none takes the password alone', async () => {
    const world = await testWorld()
    const person = await aPerson(world)
    const browser = await signedIn(world, person)
    world.advance(700)

    const proved = await browser.call('POST', '/auth/step-up', { password: person.password })

    assert.equal(proved.status, 200)
    assert.equal((await browser.call('POST', '/auth/2fa/setup')).status, 200)
  })

  test('D7: a change of the password does not stand for the second factor', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(700)

    const changed = await ada.browser.call('POST', '/auth/change-password', {
      currentPassword: ada.password,
      newPassword: 'another horse altogether',
    })
    const after = await ada.browser.call('POST', '/auth/2fa/recovery-codes')

    assert.equal(changed.status, 200)
    assert.equal(after.body.code, 'STEP_UP_REQUIRED')
  })
})

test('D4: a QR code is drawn from its modules, with the quiet border that scanners need', () => {
  const text = 'otpauth://totp/x?secret=AAAA'
  const { data: modules, size } = encode(text, { ecc: 'M', border: 4 })
  const drawn = modules.map((row) => row.map(() => false))

  for (const [, x, y, length] of qrSvg(text).matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    for (let n = 0; n < Number(length); n++) drawn[Number(y)]![Number(x) + n] = true

  assert.deepEqual(drawn, modules)
  assert.ok(modules.slice(0, 4).every((row) => row.length === size && row.every((isBlack) => !isBlack)))
})

test('E5: a wrong password at a step-up is in the log', async () => {
  const world = await testWorld()
  const person = await aPerson(world)
  const browser = await signedIn(world, person)

  const { body } = await browser.call('POST', '/auth/step-up', { password: 'wrong' })

  assert.equal(body.code, 'PASSWORD_WRONG')
  assert.ok((await actionsOf(world, person)).includes('person.sign_in_refused'))
})
