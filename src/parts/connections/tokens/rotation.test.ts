import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsAfter } from '../../../kit/duration.ts'
import { mayPresentAgain, type RotationRule } from './rotation.ts'

const now = new Date('2026-01-01T12:00:00Z')
const alive = secondsAfter(now, 600)
const ended = secondsAfter(now, -1)
const sentBefore = (seconds: number) => secondsAfter(now, -seconds)
const rule = (rotation: RotationRule['rotation'], graceSeconds = 0): RotationRule => ({
  rotation,
  graceSeconds,
})

test('a refresh token whose every outcome is known may be presented under any rule', () => {
  for (const rotation of ['none', 'rotates', 'single_use', 'family'] as const)
    assert.equal(mayPresentAgain(rule(rotation), null, alive, now), 'yes')
})

test('after an unknown outcome one that stays, may change or is for a single use may be presented again', () => {
  for (const rotation of ['none', 'rotates', 'single_use'] as const)
    assert.equal(mayPresentAgain(rule(rotation), sentBefore(3600), alive, now), 'yes')
})

test('where reuse kills the grant nothing is presented again while the access token lives', () => {
  assert.equal(mayPresentAgain(rule('family'), sentBefore(3600), alive, now), 'not_while_alive')
  assert.equal(mayPresentAgain(rule('family'), sentBefore(3600), null, now), 'not_while_alive')
})

test('where reuse kills the grant one last try is left once the access token has ended', () => {
  assert.equal(mayPresentAgain(rule('family'), sentBefore(3600), ended, now), 'yes')
  assert.equal(mayPresentAgain(rule('family'), sentBefore(3600), now, now), 'yes')
})

test('a grace counts from the first sending, and ends', () => {
  assert.equal(mayPresentAgain(rule('family', 60), sentBefore(59), alive, now), 'yes')
  assert.equal(mayPresentAgain(rule('family', 60), sentBefore(60), alive, now), 'not_while_alive')
})
