import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding, Ignored } from '../schema/api.ts'
import { marksIn, pairsOf } from './pairs.ts'

const file = (path: string) => ({ path, content: '' })
const titles = (schemas: Parameters<typeof pairsOf>[0]) =>
  pairsOf(schemas).map(({ base, target }) => [base?.path, target?.path])

test('the only file of each side belong together, whatever they are called', () => {
  assert.deepEqual(titles({ base: [file('base.prisma')], target: [file('prisma/schema.prisma')] }), [
    ['base.prisma', 'prisma/schema.prisma'],
  ])
})

test('of several files those of one path belong together, and one may be alone', () => {
  const schemas = { base: [file('a'), file('gone')], target: [file('a'), file('new')] }

  assert.deepEqual(titles(schemas), [
    ['a', 'a'],
    [undefined, 'new'],
    ['gone', undefined],
  ])
})

test('what is lost is marked before, anything else after, each in its own file', () => {
  const [pair] = pairsOf({ base: [file('base.prisma')], target: [file('schema.prisma')] })
  const common = { title: 'x', severity: 80, basePlace: { file: 'base.prisma', line: 4 } }
  const findings = [
    { ...common, rule: 'D2', place: { file: 'schema.prisma', line: 1 } },
    { ...common, rule: 'N1', place: { file: 'schema.prisma', line: 7 } },
    { ...common, rule: 'N1', place: { file: 'another.prisma', line: 7 } },
  ] as Finding[]

  assert.deepEqual(
    marksIn(pair!, { findings, ignored: [] }).map(({ side, line }) => `${side} ${line}`),
    ['base 4', 'target 7'],
  )
})

test('a dropped table that a comment answered is still marked where it stood', () => {
  const [pair] = pairsOf({ base: [file('order.prisma')], target: [file('order.prisma')] })
  const dropped = {
    rule: 'D1',
    title: 'A table is dropped',
    severity: 90,
    place: { file: 'order.prisma', line: 9 },
    basePlace: { file: 'order.prisma', line: 11 },
    reason: 'it is empty',
  } as Ignored

  assert.deepEqual(marksIn(pair!, { findings: [], ignored: [dropped] }), [
    { side: 'base', line: 11, text: 'D1: A table is dropped (answered)', tone: 'neutral' },
  ])
})
