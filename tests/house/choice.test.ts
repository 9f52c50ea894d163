import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseTests } from './choice.ts'

const paths = (filters: string[], faults = false) => {
  const { units, suites, alone } = chooseTests(filters, { faults })
  return { units: units.map(({ path }) => path), suites: [...suites, ...alone].map(({ path }) => path) }
}

test('units share a process, and what owns servers gets one of its own', () => {
  const { units, suites } = paths([])

  assert.ok(units.includes('src/kit/duration.test.ts') && units.some((path) => path.startsWith('sandbox/')))
  assert.ok(
    suites.includes('tests/house.test.ts') && suites.some((path) => path.startsWith('src/entry/postgres/')),
  )
  assert.deepEqual(
    units.filter((path) => /^(tests|spec|src\/entry)\//.test(path)),
    [],
  )
})

test('a word chooses the files that have it in their path', () => {
  assert.deepEqual(paths(['kit/duration', 'house/choice']), {
    units: ['src/kit/duration.test.ts'],
    suites: ['tests/house/choice.test.ts'],
  })
})

test('the long form is of the fault suites, the simulation and the model alone', () => {
  const { units, suites } = paths([], true)

  assert.deepEqual(units, [])
  assert.deepEqual(
    suites.filter((path) => !/^(tests\/faults|tests\/simulation|spec)\//.test(path)),
    [],
  )
  assert.ok(suites.length > 0)
})
