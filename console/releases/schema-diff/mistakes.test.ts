import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemFrom } from '../../problem.ts'
import { mistakesOf } from './mistakes.ts'

test('a mistake is told at the line of the schema that has it', () => {
  const refusal = problemFrom(422, new Headers(), {
    code: 'SCHEMA_INVALID',
    side: 'target',
    violations: [{ file: 'schema.prisma', line: 7, message: 'This block is not closed.' }],
  })

  const mistakes = mistakesOf(refusal)

  assert.deepEqual(mistakes, {
    base: [],
    target: [{ line: 7, text: 'This block is not closed.' }],
    migration: [],
  })
})

test('any other problem is about no line', () => {
  const none = { base: [], target: [], migration: [] }

  assert.deepEqual(mistakesOf(problemFrom(503, new Headers(), { code: 'SCHEMA_DIFF_BUSY' })), none)
  assert.deepEqual(mistakesOf(null), none)
})
