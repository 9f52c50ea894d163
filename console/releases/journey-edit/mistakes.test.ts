import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemFrom } from '../../problem.ts'
import { mistakesIn } from './mistakes.ts'

const refusal = (code: string, problems: unknown) =>
  problemFrom(422, new Headers(), { error: 'The document is no journey.', code, problems })

test('each mistake of a document is told at its line, with where it stands and what belongs there', () => {
  const problems = [
    { line: 4, column: 3, at: '/steps/0/request/url', wants: 'wants one line without control characters' },
    { line: 1, column: 1, at: '/', wants: 'wants steps, or scenarios' },
  ]

  const mistakes = mistakesIn(refusal('JOURNEY_INVALID', problems))

  assert.deepEqual(mistakes, [
    { line: 1, text: 'wants steps, or scenarios' },
    { line: 4, text: '/steps/0/request/url: wants one line without control characters' },
  ])
})

test('what is not about the document has no line', () => {
  assert.deepEqual(mistakesIn(refusal('JOURNEY_OF_HOME', [{ line: 1 }])), [])
  assert.deepEqual(mistakesIn(new TypeError('no network')), [])
  assert.deepEqual(mistakesIn(refusal('JOURNEY_INVALID', 'none')), [])
})
