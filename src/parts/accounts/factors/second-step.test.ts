import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { actionsOf, atSecondStep, enrolled, mailsTo, verify, wrongCode } from './factors.fixture.ts'

suite('the second step of a sign-in', () => {
  test('lets nobody in before the code, and whoever the cookie names with it, whatever userId says', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    const stranger = await aPerson(world)
    world.advance(60)
    const browser = await atSecondStep(world, ada)

    const before = await browser.call('GET', '/auth/me')
    const answer = await browser.call('POST', '/auth/2fa/verify', {
      code: ada.code(),
      userId: stranger.personId,
    })
    const after = await browser.call('GET', '/auth/me')

    assert.equal(before.status, 401)
    assert.deepEqual([answer.status, answer.body.verified], [200, true])
    assert.equal((answer.body.user as { id: string }).id, ada.personId)
    assert.equal((after.body.user as { id: string }).id, ada.personId)
    assert.ok(!browser.cookies.has('__Host-kh_challenge'))
  })

  test('without a challenge is refused', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const browser = await atSecondStep(world, ada)
    browser.cookies.set('__Host-kh_challenge', 'x'.repeat(43))

    const answer = await verify(browser, ada.code())

    assert.deepEqual([answer.status, answer.body.code], [401, 'CHALLENGE_GONE'])
  })

  test('is refused after five minutes', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    const browser = await atSecondStep(world, ada)
    world.advance(301)

    assert.equal((await verify(browser, ada.code())).body.code, 'CHALLENGE_GONE')
  })

  test('is refused once the password it was begun with has been replaced', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const browser = await atSecondStep(world, ada)
    world.advance(1)
    await world.sql.as({ role: 'app', accountId: ada.personId })`
      update person_password set changed_at = ${world.now()} where account_id = ${ada.personId}`

    assert.equal((await verify(browser, ada.code())).body.code, 'CHALLENGE_GONE')
  })

  test('goes on for those who enrolled while TWO_FACTOR_ENABLED is off, which only keeps others from enrolling', async () => {
    const on = await testWorld()
    const ada = await enrolled(on)
    const world = await testWorld({ beside: on, environment: { TWO_FACTOR_ENABLED: 'false' } })
    world.advance(60)
    const browser = await atSecondStep(world, ada)

    const verified = await verify(browser, ada.code())
    const setup = await browser.call('POST', '/auth/2fa/setup')
    world.advance(60)
    const disabled = await browser.call('POST', '/auth/2fa/disable', { code: ada.code() })

    assert.equal(verified.status, 200)
    assert.deepEqual(
      [setup.status, setup.body.error],
      [404, 'Two-factor authentication feature is not enabled'],
    )
    assert.deepEqual([disabled.status, disabled.body.enabled], [200, false])
  })
})

suite('D2: a code is good once', () => {
  test('D2: the same code a second time is refused', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const code = ada.code()

    const first = await verify(await atSecondStep(world, ada), code)
    const second = await verify(await atSecondStep(world, ada), code)

    assert.deepEqual([first.status, second.status], [200, 401])
    assert.equal(second.body.error, 'Invalid verification code')
  })

  test('D2: the same code in two challenges and twice in one at once lets one in', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const browsers = [await atSecondStep(world, ada), await atSecondStep(world, ada)]
    const code = ada.code()

    const answers = await Promise.all(
      browsers.flatMap((browser) => [verify(browser, code), verify(browser, code)]),
    )

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401, 401, 401])
  })

  test('D2: the code that enabled the app is refused at the next sign-in', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)

    const answer = await verify(await atSecondStep(world, ada), ada.enrolmentCode)

    assert.equal(answer.status, 401)
  })

  test('D2: a code older than the last that was taken is refused, within the window too', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const [now, before] = [ada.code(), ada.code(-1)]
    await verify(await atSecondStep(world, ada), now)

    assert.equal((await verify(await atSecondStep(world, ada), before)).status, 401)
  })
})

suite('D3: wrong codes', () => {
  test('D3: five of one challenge end it, also for the right one', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const browser = await atSecondStep(world, ada)

    for (let n = 0; n < 5; n++) assert.equal((await verify(browser, wrongCode(ada))).status, 401)
    const right = await verify(browser, ada.code())
    const anew = await verify(await atSecondStep(world, ada), ada.code())

    assert.equal(right.body.code, 'CHALLENGE_GONE')
    assert.equal(anew.status, 200)
  })

  test('D3: ten of one account lock its codes for a quarter of an hour, step-up counted, and its person is told', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const [one, two] = [await atSecondStep(world, ada), await atSecondStep(world, ada)]
    for (let n = 0; n < 4; n++) {
      await verify(one, wrongCode(ada))
      await verify(two, wrongCode(ada))
    }
    for (let n = 0; n < 2; n++) {
      const answer = await ada.browser.call('POST', '/auth/step-up', {
        password: ada.password,
        code: wrongCode(ada),
      })
      assert.deepEqual([answer.status, answer.body.code], [400, 'FACTOR_CODE_WRONG'])
    }

    const locked = await verify(one, ada.code())
    const byRecoveryCode = await verify(two, ada.recoveryCodes[0]!)
    world.advance(15 * 60)
    const later = await verify(await atSecondStep(world, ada), ada.code())

    assert.deepEqual([locked.status, locked.body.code], [429, 'FACTOR_LOCKED'])
    assert.ok(Number(locked.headers.get('retry-after')) > 600)
    assert.equal(byRecoveryCode.status, 429)
    assert.equal(later.status, 200)
    assert.equal((await mailsTo(world, ada)).filter((template) => template === 'factor_locked').length, 1)
    assert.equal((await actionsOf(world, ada)).filter((action) => action === 'factor.locked').length, 1)
  })

  test('D3: twenty at once over several challenges are looked at ten times', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    world.advance(60)
    const browsers = await Promise.all(Array.from({ length: 4 }, () => atSecondStep(world, ada)))

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => verify(browsers[n % 4]!, wrongCode(ada))),
    )

    const refused = (await actionsOf(world, ada)).filter((action) => action === 'factor.refused')
    assert.equal(refused.length, 10)
    assert.equal(answers.filter(({ status }) => status === 429).length, 10)
  })

  test('D3: a right one forgives those before it', async () => {
    const world = await testWorld()
    const ada = await enrolled(world)
    for (let round = 0; round < 3; round++) {
      world.advance(60)
      const browser = await atSecondStep(world, ada)
      for (let n = 0; n < 4; n++) await verify(browser, wrongCode(ada))

      assert.equal((await verify(browser, ada.code())).status, 200)
    }
  })
})
