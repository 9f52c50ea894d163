import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { packedStatement, softwarePasskey } from '../../../../tests/support/passkey.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { actionsOf, atSecondStep, mailsTo, verify } from '../factors/factors.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'
import { type Answered, browserWith, signedIn } from '../sessions/sessions.fixture.ts'
import { ask, enrol, holder, signIn } from './passkeys.fixture.ts'

const codesOf = (answers: readonly Answered[]): unknown[] =>
  answers.map(({ status, body }) => [status, body.code])
const refused = [401, 'PASSKEY_REFUSED']

suite('D6: enrolling a passkey', () => {
  test('D6: makes it a factor, with recovery codes for the first, and ends the other sessions', async () => {
    const world = await testWorld()
    const person = await aPerson(world)
    const [browser, other] = [await signedIn(world, person), await signedIn(world, person)]

    const first = await enrol(browser, softwarePasskey())
    const second = await enrol(browser, softwarePasskey())
    const { body } = await browser.call('GET', '/auth/factors')

    assert.deepEqual([first.status, second.status], [201, 201])
    assert.equal((first.body.recoveryCodes as string[]).length, 10)
    assert.deepEqual(second.body.recoveryCodes, [])
    assert.deepEqual(
      (body.passkeys as { name: string }[]).map(({ name }) => name),
      ['Laptop', 'Laptop'],
    )
    assert.equal((await other.call('GET', '/auth/me')).status, 401)
    assert.deepEqual(await mailsTo(world, person), ['factor_added'])
  })

  test('D6: the options name our domain from the settings, and 32 random bytes to sign', async () => {
    const environment = { KEYHOLD_URL: 'https://keyhold.example.org', PASSKEY_RP_ID: 'example.org' }
    const world = await testWorld({ environment })
    const browser = await signedIn(world, await aPerson(world))

    const { body } = await browser.call('POST', '/auth/passkeys/options')
    const again = await ask(browser, '/auth/passkeys/options')

    assert.equal((body.rp as { id: string }).id, 'example.org')
    assert.equal(Buffer.from(String(body.challenge), 'base64url').length, 32)
    assert.notEqual(again.challenge, body.challenge)
  })

  test('D6: is refused for another origin, another domain, another challenge, and a second time', async () => {
    const world = await testWorld()
    const browser = await signedIn(world, await aPerson(world))
    const passkey = softwarePasskey()
    const wrong = [
      await enrol(browser, passkey, { origin: 'https://evil.test' }),
      await enrol(browser, passkey, { rpId: 'evil.test' }),
    ]
    const options = await ask(browser, '/auth/passkeys/options')
    await ask(browser, '/auth/passkeys/options')
    wrong.push(await browser.call('POST', '/auth/passkeys', { response: passkey.create(options) }))
    const good = { response: passkey.create(await ask(browser, '/auth/passkeys/options')) }

    const answers = [
      await browser.call('POST', '/auth/passkeys', good),
      await browser.call('POST', '/auth/passkeys', good),
    ]
    const taken = await enrol(browser, passkey)

    assert.deepEqual(codesOf(wrong), [refused, refused, refused])
    assert.deepEqual(codesOf(answers), [[201, undefined], refused])
    assert.deepEqual(codesOf([taken]), [[409, 'PASSKEY_TAKEN']])
  })

  test('D6: is made and used on each page that PASSKEY_ORIGINS names, and on no other', async () => {
    const pages = ['https://one.example.org', 'https://two.example.org']
    const world = await testWorld({ environment: { PASSKEY_ORIGINS: pages.join(', ') } })
    const browser = await signedIn(world, await aPerson(world))
    const passkey = softwarePasskey()
    await enrol(browser, passkey, { origin: pages[0]! })

    const answers: Answered[] = []
    for (const origin of [...pages, 'https://three.example.org']) {
      answers.push(await enrol(browser, softwarePasskey(), { origin }))
      answers.push(await signIn(world, passkey, { origin }))
    }

    const taken = [
      [201, undefined],
      [200, undefined],
    ]
    assert.deepEqual(codesOf(answers), [...taken, ...taken, refused, refused])
  })

  test('what it says of its maker is not looked at, so nobody makes us call an address in a certificate', async () => {
    const world = await testWorld()
    const browser = await signedIn(world, await aPerson(world))

    const answer = await enrol(browser, softwarePasskey(), {
      attestation: packedStatement(Buffer.alloc(300)),
    })

    assert.equal(answer.status, 201)
  })
})

suite('D6: signing in by a passkey alone', () => {
  test('D6: lets its person in, proved by hardware', async () => {
    const world = await testWorld()
    const ada = await holder(world)
    const browser = browserWith(world, '', [])
    const options = await ask(browser, '/auth/passkeys/sign-in/options')

    const answer = await browser.call('POST', '/auth/passkeys/sign-in', {
      response: ada.passkey.get(options, { userHandle: ada.personId }),
    })
    const { body } = await browser.call('GET', '/auth/session')

    assert.equal(answer.status, 200)
    assert.equal((answer.body.user as { id: string }).id, ada.personId)
    assert.deepEqual((body.session as { methods: string[] }).methods, ['hwk'])
  })

  test('D6: is refused when the key did not look at its owner, and on a page that is not ours', async () => {
    const world = await testWorld()
    const { passkey, personId } = await holder(world)
    const stranger = await aPerson(world)

    const answers = [
      await signIn(world, passkey, { isVerified: false }),
      await signIn(world, passkey, { origin: 'http://localhost:9999' }),
      await signIn(world, passkey, { rpId: 'evil.test' }),
      await signIn(world, passkey, { userHandle: stranger.personId }),
      await signIn(world, softwarePasskey()),
    ]

    assert.deepEqual(codesOf(answers), [refused, refused, refused, refused, refused])
    assert.ok((await actionsOf(world, { ...stranger, personId })).includes('passkey.refused'))
  })

  test('D6: takes each challenge once, from the browser that asked, within five minutes', async () => {
    const world = await testWorld()
    const { passkey } = await holder(world)
    const [browser, other] = [browserWith(world, '', []), browserWith(world, '', [])]
    const response = passkey.get(await ask(browser, '/auth/passkeys/sign-in/options'))
    await ask(other, '/auth/passkeys/sign-in/options')
    const cookie = browser.cookies.get('__Host-kh_challenge')!

    const elsewhere = await other.call('POST', '/auth/passkeys/sign-in', { response })
    const first = await browser.call('POST', '/auth/passkeys/sign-in', { response })
    browser.cookies.set('__Host-kh_challenge', cookie)
    const second = await browser.call('POST', '/auth/passkeys/sign-in', { response })
    const late = passkey.get(await ask(other, '/auth/passkeys/sign-in/options'))
    world.advance(301)
    const tooLate = await other.call('POST', '/auth/passkeys/sign-in', { response: late })

    assert.deepEqual(codesOf([elsewhere, first, second, tooLate]), [
      refused,
      [200, undefined],
      refused,
      refused,
    ])
  })

  test('D6: a wrong answer uses the challenge up, too', async () => {
    const world = await testWorld()
    const { passkey } = await holder(world)
    const browser = browserWith(world, '', [])
    const options = await ask(browser, '/auth/passkeys/sign-in/options')

    const answers = [
      await browser.call('POST', '/auth/passkeys/sign-in', { response: softwarePasskey().get(options) }),
      await browser.call('POST', '/auth/passkeys/sign-in', { response: passkey.get(options) }),
    ]

    assert.deepEqual(codesOf(answers), [refused, refused])
  })

  test('D6: a key that counts backwards has been copied: refused, written down, and its person told', async () => {
    const world = await testWorld()
    const ada = await holder(world, 5)
    const copy = { ...ada.passkey }
    const first = await signIn(world, ada.passkey)
    ada.passkey.signCount = 5

    const again = await signIn(world, ada.passkey)
    const further = await signIn(world, ada.passkey)

    assert.equal(copy.id, ada.passkey.id)
    assert.deepEqual(codesOf([first, again]), [[200, undefined], refused])
    assert.equal(further.status, 200)
    assert.ok((await actionsOf(world, ada)).includes('passkey.copied'))
    assert.equal((await mailsTo(world, ada)).filter((template) => template === 'passkey_copied').length, 1)
  })

  test('D6: two answers of one count at once let one in', async () => {
    const world = await testWorld()
    const ada = await holder(world, 5)
    const browsers = [browserWith(world, '', []), browserWith(world, '', [])]
    const responses: unknown[] = []
    for (const browser of browsers) {
      const options = await ask(browser, '/auth/passkeys/sign-in/options')
      ada.passkey.signCount = 5
      responses.push(ada.passkey.get(options))
    }

    const answers = await Promise.all(
      browsers.map((browser, n) =>
        browser.call('POST', '/auth/passkeys/sign-in', { response: responses[n] }),
      ),
    )

    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 401])
  })
})

suite('a passkey beside the password', () => {
  test('D6: is a second step, and need not have looked at its owner', async () => {
    const world = await testWorld()
    const ada = await holder(world)
    const browser = await atSecondStep(world, ada)
    const options = await ask(browser, '/auth/2fa/passkey/options')

    const answer = await browser.call('POST', '/auth/2fa/passkey', {
      response: ada.passkey.get(options, { isVerified: false }),
    })
    const { body } = await browser.call('GET', '/auth/session')

    assert.deepEqual([answer.status, answer.body.verified], [200, true])
    assert.deepEqual((body.session as { methods: string[] }).methods, ['pwd', 'hwk'])
  })

  test('D6: of somebody else is none', async () => {
    const world = await testWorld()
    const [ada, eve] = [await holder(world), await holder(world)]
    const browser = await atSecondStep(world, ada)
    const options = await ask(browser, '/auth/2fa/passkey/options')

    const answer = await browser.call('POST', '/auth/2fa/passkey', { response: eve.passkey.get(options) })

    assert.deepEqual(codesOf([answer]), [refused])
  })

  test('D3: helps while codes are locked, and a recovery code helps who lost it', async () => {
    const world = await testWorld()
    const ada = await holder(world)
    const withCode = await verify(await atSecondStep(world, ada), ada.recoveryCodes[0]!)
    const browsers = [await atSecondStep(world, ada), await atSecondStep(world, ada)]
    for (let n = 0; n < 5; n++) for (const browser of browsers) await verify(browser, '000000')

    const locked = await verify(await atSecondStep(world, ada), ada.recoveryCodes[1]!)
    const byKey = await signIn(world, ada.passkey)

    assert.deepEqual([withCode.status, locked.status, byKey.status], [200, 429, 200])
  })

  test('D7: is a step-up by itself when it looked at its owner', async () => {
    const world = await testWorld()
    const { browser, passkey } = await holder(world)
    world.advance(700)
    const unverified = passkey.get(await ask(browser, '/auth/step-up/options'), { isVerified: false })
    const refusal = await browser.call('POST', '/auth/step-up', { passkey: unverified })

    const proof = passkey.get(await ask(browser, '/auth/step-up/options'))
    const answer = await browser.call('POST', '/auth/step-up', { passkey: proof })
    const again = await browser.call('POST', '/auth/step-up', { passkey: proof })

    assert.deepEqual(codesOf([refusal, answer, again]), [refused, [200, undefined], refused])
    assert.equal((await browser.call('POST', '/auth/2fa/recovery-codes')).status, 200)
  })

  test('is removed, by its own person alone; with the last one the recovery codes go', async () => {
    const world = await testWorld()
    const [ada, eve] = [await holder(world), await holder(world)]
    const { body } = await ada.browser.call('GET', '/auth/factors')
    const path = `/auth/passkeys/${(body.passkeys as { id: string }[])[0]!.id}`

    const answers = [
      await eve.browser.call('DELETE', path),
      await ada.browser.call('DELETE', path),
      await ada.browser.call('DELETE', path),
    ]
    const left = await ada.browser.call('GET', '/auth/factors')
    const signInAfter = await signIn(world, ada.passkey)

    assert.deepEqual(
      answers.map(({ status }) => status),
      [404, 204, 404],
    )
    assert.deepEqual(left.body.recoveryCodes, { left: 0, isFew: false })
    assert.equal(signInAfter.status, 401)
  })
})
