import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultThresholds, ownThresholds, thresholdsOf } from './thresholds.ts'

test('F10: a repository’s own thresholds are the defaults but for what it sets, each in its range', () => {
  const set = { brokenGroups: 4, quietHours: 48 }

  assert.deepEqual(thresholdsOf(ownThresholds.parse(set)), { ...defaultThresholds, ...set })
  assert.deepEqual(Object.keys(ownThresholds.shape).toSorted(), Object.keys(defaultThresholds).toSorted())
  assert.ok(ownThresholds.safeParse(defaultThresholds).success)
  for (const wrong of [{ brokenGroups: 0 }, { flakyProbability: 1.5 }, { unheardOf: 1 }])
    assert.equal(ownThresholds.safeParse(wrong).success, false)
})

test('F10: the guide has every threshold with its default', () => {
  const guide = readFileSync(new URL('../../../../../docs/guides/flaky-tests.md', import.meta.url), 'utf8')
  const rows = [...guide.matchAll(/^\| (`[a-zA-Z`, ]+`) \| ([\d., ]+) \|/gm)]
  const told = rows.flatMap(([, names, values]) => {
    const defaults = values!.split(', ').map(Number)
    return [...names!.matchAll(/`(\w+)`/g)].map(([, name], index) => [name!, defaults[index]])
  })

  assert.deepEqual(Object.fromEntries(told), defaultThresholds)
})
