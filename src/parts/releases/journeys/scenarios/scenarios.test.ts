import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peopleIn, scenarioCalled, scenarioNames, stagesOf, usualScenarios } from './scenarios.ts'

const all = { mail: true, twoFactor: true }

test('J1: there are the eight of source 004, and refresh and the second factor', () => {
  const further = scenarioNames.filter((name) => !usualScenarios.includes(name))

  assert.equal(usualScenarios.length, 8)
  assert.deepEqual(further, ['refresh', 'twoFactor'])
  assert.deepEqual(
    [scenarioCalled('2FA'), scenarioCalled('toString'), scenarioCalled('pay')],
    ['twoFactor', undefined, undefined],
  )
})

test('S7: what Keyhold has not, and what is switched off, is skipped and says why', () => {
  const skipped = (features: typeof all) =>
    stagesOf(scenarioNames, features).flatMap(({ name, skipped }) => (skipped ? [name] : []))

  assert.deepEqual(skipped(all), ['uploadMedia'])
  assert.deepEqual(skipped({ mail: false, twoFactor: false }), ['verify', 'uploadMedia', 'twoFactor'])
})

test('a scenario without what has to come before it is not begun', () => {
  const stages = stagesOf(['login', 'register', 'login', 'logout', 'refresh'], all)

  assert.deepEqual(
    stages.map(({ impossible }) => impossible),
    ['login needs register before it', null, null, null, 'refresh needs login before it'],
  )
})

test('J1: all of them can be run in the order in which they are listed', () => {
  const impossible = stagesOf(scenarioNames, all).flatMap((stage) => stage.impossible ?? [])

  assert.deepEqual(impossible, [])
})

test('people are counted who are made up', () => {
  assert.deepEqual(
    [peopleIn(usualScenarios), peopleIn(['login']), peopleIn(['register', 'register'])],
    [1, 0, 2],
  )
})
