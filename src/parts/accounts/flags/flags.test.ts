import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPersonsBrowser } from '../../../../tests/support/persons-browser.ts'
import { as, transaction } from '../../../kit/world.ts'
import { anyone, noAudit, route } from '../../../kit/route.ts'
import { isFeatureOn } from '../../../kit/flags.ts'

const off = { name: 'TWO_FACTOR_ENABLED', on: false } as const

describe('a feature', () => {
  test('is switched in one process and is so in another within two seconds', async () => {
    const world = await testWorld()
    const beside = await testWorld({ beside: world })
    const operator = await operatorOf(world)
    const before = await isFeatureOn(beside, 'TWO_FACTOR_ENABLED')

    const { status } = await operator('PUT', '/api/flags', off)
    const here = await isFeatureOn(world, 'TWO_FACTOR_ENABLED')
    world.advance(2)
    const there = await isFeatureOn(beside, 'TWO_FACTOR_ENABLED')

    assert.deepEqual([before, status, here, there], [true, 200, false, false])
  })

  test('is as the environment says, whatever was switched before, and cannot be switched then', async () => {
    const world = await testWorld()
    await (
      await operatorOf(world)
    )('PUT', '/api/flags', off)
    const beside = await testWorld({ beside: world, environment: { TWO_FACTOR_ENABLED: 'true' } })

    const refused = await (await operatorOf(beside))('PUT', '/api/flags', off)

    assert.equal(await isFeatureOn(beside, 'TWO_FACTOR_ENABLED'), true)
    assert.deepEqual([refused.status, refused.body.code], [409, 'FLAG_IN_ENVIRONMENT'])
  })

  test('goes back to its default, and the log tells of both', async () => {
    const world = await testWorld()
    const operator = await operatorOf(world)
    await operator('PUT', '/api/flags', off)

    const { body } = await operator('PUT', '/api/flags', { ...off, on: null })

    const flag = (body.flags as { name: string; on: boolean; from: string }[]).find(
      ({ name }) => name === off.name,
    )
    const home = (await operator('GET', '/api/operator/session')).body.home as { accountId: string }
    const entries = await world.sql.as({ role: 'app', accountId: home.accountId })<{ detail: string }>`
      select detail from audit_entry where action = 'feature.switched' order by xid limit 10`
    assert.deepEqual([flag?.on, flag?.from], [true, 'default'])
    assert.deepEqual(
      entries.map(({ detail }) => (JSON.parse(detail) as { on: unknown }).on),
      [false, null],
    )
  })

  test('of mail is on where mail can be sent', async () => {
    const without = await testWorld()
    const mail = { send: () => Promise.resolve() }
    const given = await testWorld({ mail: mail as never })

    assert.deepEqual(
      [await isFeatureOn(without, 'EMAIL_ENABLED'), await isFeatureOn(given, 'EMAIL_ENABLED')],
      [false, true],
    )
  })

  test('is known inside of a transaction, too', async () => {
    const world = await testWorld()
    world.advance(60)

    const isOn = await transaction(as(world, { role: 'jobs' }), (world) => isFeatureOn(world, 'CSRF_ENABLED'))

    assert.equal(isOn, true)
  })

  test('that is off is not there, in the source’s words, whoever asks', async () => {
    const world = await testWorld({ environment: { TWO_FACTOR_ENABLED: 'false' } })
    const enrol = route({
      method: 'POST',
      path: '/test/2fa',
      summary: 'Of the test.',
      who: anyone,
      flag: 'TWO_FACTOR_ENABLED',
      dialect: '004',
      audit: noAudit('of the test'),
      output: { kind: 'schema', schema: z.object({}) },
      handle: async () => ({}),
    })
    const browser = await aPersonsBrowser(world, { routes: [enrol] })

    const answer = await browser.ask('POST', '/test/2fa', { headers: { cookie: undefined } })

    assert.deepEqual(
      [answer.status, answer.body.error, answer.body.code],
      [404, 'Two-factor authentication feature is not enabled', 'FEATURE_OFF'],
    )
  })
})
