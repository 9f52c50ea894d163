import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { defaultThresholds } from '../thresholds.ts'
import { infraOf, isDefect, medianShareOf } from './infra.ts'

const usual = [0, 0, 1, 2, 3, 2, 1].map((failures) => ({ tests: 200, failures }))
const infra = (tests: number, failures: number, median = medianShareOf(usual)) =>
  infraOf({ tests, failures }, median, defaultThresholds)

describe('F11: a run is infra', () => {
  test('when more than 20 % of its tests failed, and not at 20 %', () => {
    assert.match(infra(200, 41, 0.1)?.words ?? '', /^41 of 200 tests failed \(20\.5 %\), more than 20 %\.$/)
    assert.equal(infra(200, 40, 0.1), null)
  })

  test('when more than five times as many failed as usually do', () => {
    assert.match(infra(200, 6)?.words ?? '', /more than 5 times the usual 0\.5 %/)
    assert.equal(infra(200, 4), null)
  })
})

test('F11: a small run, or a few failures where mostly none are, are never infra', () => {
  assert.equal(infra(12, 12), null)
  assert.equal(infra(19, 19), null)
  assert.equal(infra(1000, 15, 0), null)
  assert.ok(infra(1000, 21, 0))
})

test('F11: the median passes over runs without a test', () => {
  assert.equal(medianShareOf([{ tests: 0, failures: 0 }, ...usual.slice(0, 6)]), 0.0075)
})

test('F11: nothing is unusual before the fifth run', () => {
  const few = usual.slice(0, 4)

  assert.equal(infra(200, 30, medianShareOf(few)), null)
  assert.ok(infra(200, 30, medianShareOf([...few, ...few])))
})

describe('F11: what fails again on another commit is a defect', () => {
  const numbers = (from: number, count: number) => new Set(Array.from({ length: count }, (_, n) => from + n))
  const found = (tests: number, failing: ReadonlySet<number>, before: ReadonlySet<number>) =>
    isDefect({ tests, failures: failing.size }, failing, before)

  test('where that is most of it', () => {
    assert.equal(found(100, numbers(0, 25), numbers(12, 25)), true)
    assert.equal(found(100, numbers(0, 24), numbers(12, 24)), false)
  })

  test('and not where more than half of all tests fail', () => {
    assert.equal(found(100, numbers(0, 50), numbers(0, 50)), true)
    assert.equal(found(100, numbers(0, 51), numbers(0, 51)), false)
  })
})
