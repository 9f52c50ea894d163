import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { atSecondStep, enrolled, mailsTo, verify, actionsOf } from './factors.fixture.ts'
import { askReset, factorResetJob, takeBackReset } from './reset.ts'

const operator = { actor: { kind: 'operator', id: 'link' }, requestId: null } as const
const aDay = 24 * 3600

test('D8: lost factors are taken off a day after the operator asked, with a notice at once; all sessions end', async () => {
  const world = await testWorld()
  const ada = await enrolled(world)
  await askReset(world, ada.personId, operator)
  world.advance(aDay - 60)
  const early = await factorResetJob.run(world, 1000)
  const stillAsked = await atSecondStep(world, ada)
  world.advance(120)

  const done = await factorResetJob.run(world, 1000)

  const login = await stillAsked.call('POST', '/auth/login', { email: ada.address, password: ada.password })
  assert.deepEqual([early, done], [0, 1])
  assert.equal(login.body.requiresTwoFactor, false)
  assert.equal((await ada.browser.call('GET', '/auth/me')).status, 401)
  assert.deepEqual((await mailsTo(world, ada)).slice(1), ['factor_reset_asked', 'factor_reset_done'])
  const actions = await actionsOf(world, ada)
  for (const action of ['factor_reset.asked', 'factor_reset.done'])
    assert.ok(actions.includes(action), action)
})

test('D8: asked again the day stays the one it was, and the person is told once', async () => {
  const world = await testWorld()
  const ada = await enrolled(world)

  const first = await askReset(world, ada.personId, operator)
  world.advance(3600)
  const second = await askReset(world, ada.personId, operator)

  assert.deepEqual(second, first)
  assert.equal((await mailsTo(world, ada)).filter((template) => template === 'factor_reset_asked').length, 1)
})

test('D8: a sign-in with a factor takes it back, and so do the person and the operator', async () => {
  const world = await testWorld()
  const ada = await enrolled(world)
  const at = async () => (await ada.browser.call('GET', '/auth/factors')).body.resetAt

  const seen: unknown[] = []
  await askReset(world, ada.personId, operator)
  world.advance(60)
  seen.push((await at()) !== null)
  await verify(await atSecondStep(world, ada), ada.code())
  seen.push(await at())
  await askReset(world, ada.personId, operator)
  await ada.browser.call('DELETE', '/auth/factors/reset')
  seen.push(await at())
  await askReset(world, ada.personId, operator)
  const own = { ...world, sql: world.sql.as({ role: 'app', accountId: ada.personId }) }
  await own.sql.transaction((sql) => takeBackReset({ ...own, sql }, ada.personId, operator))
  seen.push(await at())

  assert.deepEqual(seen, [true, null, null, null])
})

test('D8: is for people who have a factor', async () => {
  const world = await testWorld()
  const { personId } = await aPerson(world)

  await assert.rejects(askReset(world, personId, operator), { code: 'FACTOR_RESET_POINTLESS' })
  await assert.rejects(askReset(world, '00000000-0000-7000-8000-000000000000', operator), {
    code: 'PERSON_NOT_FOUND',
  })
})

test('D8: is the operator’s alone to ask for', async () => {
  const world = await testWorld()
  const ada = await enrolled(world)

  const answer = await ada.browser.call('POST', `/api/people/${ada.personId}/factor-reset`)

  assert.equal(answer.status, 403)
})
