import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Metric } from '../../../kit/metric.ts'
import { exposedName, expositionOf } from './exposition.ts'

const people: Metric = {
  name: 'keyhold.people',
  help: 'People.',
  kind: 'gauge',
  unit: '{person}',
  points: [
    { value: 3, attributes: { state: 'verified' } },
    { value: 0, attributes: { state: 'disabled' } },
  ],
}

test('a metric is told with its help, its type, and a line for each point', () => {
  const text = expositionOf([people, { ...people, name: 'keyhold.other', points: [{ value: 0.5 }] }])

  assert.equal(
    text,
    `# HELP keyhold_people People.
# TYPE keyhold_people gauge
keyhold_people{state="verified"} 3
keyhold_people{state="disabled"} 0
# HELP keyhold_other People.
# TYPE keyhold_other gauge
keyhold_other 0.5
`,
  )
})

test('names end as Prometheus wants them', () => {
  const names = [
    exposedName({ name: 'keyhold.csrf.failures', kind: 'counter', unit: '{request}' }),
    exposedName({ name: 'keyhold.people.verified', kind: 'gauge', unit: '1' }),
    exposedName({ name: 'keyhold.mail.age', kind: 'gauge', unit: 's' }),
  ]

  assert.deepEqual(names, [
    'keyhold_csrf_failures_total',
    'keyhold_people_verified_ratio',
    'keyhold_mail_age_seconds',
  ])
})

test('a value with quotes and new lines breaks no line', () => {
  const text = expositionOf([
    { ...people, help: 'a\nb', points: [{ value: 1, attributes: { name: 'x"} 9\ny\\' } }] },
  ])

  assert.deepEqual(text.split('\n'), [
    '# HELP keyhold_people a\\nb',
    '# TYPE keyhold_people gauge',
    'keyhold_people{name="x\\"} 9\\ny\\\\"} 1',
    '',
  ])
})

test('a metric without a point is not told at all', () => {
  assert.equal(expositionOf([{ ...people, points: [] }]), '')
})
