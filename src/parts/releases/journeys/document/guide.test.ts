import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { scenarioNames } from '../scenarios/scenarios.ts'
import { readJourney } from './read.ts'

const guide = readFileSync(new URL('../../../../../docs/guides/journeys.md', import.meta.url), 'utf8')

test('J1: the documents in the guide are journeys, and the whole one uses all that a document has', () => {
  const documents = [...guide.matchAll(/^```yaml\n(# journey\n[\s\S]*?)^```$/gm)].map(([, text]) =>
    readJourney(text!),
  )

  assert.equal(documents.length, 2)
  const [whole] = documents
  const left = Object.entries(whole!).filter(
    ([, value]) => value === undefined || (Array.isArray(value) && value.length === 0),
  )
  assert.deepEqual(left, [])
  assert.deepEqual(Object.keys(whole!).sort(), [
    'alert',
    'cleanup',
    'cleanupSeconds',
    'degradedAfterMilliseconds',
    'maintenance',
    'retry',
    'schedule',
    'secrets',
    'slo',
    'steps',
    'targets',
    'timeoutSeconds',
    'title',
    'variables',
    'version',
  ])
})

test('J1: the guide names every scenario', () => {
  assert.deepEqual(
    scenarioNames.filter((name) => !guide.includes(`| \`${name}\``)),
    [],
  )
})
