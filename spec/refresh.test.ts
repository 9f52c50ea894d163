import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  ciConfigurations,
  furtherMutants,
  knownLimits,
  listedMutants,
  type Configuration,
} from './configurations.ts'
import { complaints, missingTools, verify } from './spin.ts'

const missing = missingTools()
const absent = missing !== null && process.env['CI'] !== 'true' ? { skip: missing } : {}
const files = ['refresh.pml', 'provider.pml', 'store.pml', 'worker.pml', 'around.pml']

function checks(configuration: Configuration) {
  test(`${configuration.sentence} (${configuration.name})`, absent, async () => {
    assert.equal(missing, null)

    const verdict = await verify(configuration)

    assert.deepEqual(complaints(configuration, verdict), [])
  })
}

describe('the refresh protocol keeps every rule', { concurrency: 2 }, () => {
  for (const configuration of ciConfigurations) checks(configuration)
})

describe('the model notices each rule that is taken away', { concurrency: 2 }, () => {
  for (const mutant of [...listedMutants, ...furtherMutants]) checks(mutant)
})

describe('the limits of the protocol are real', () => {
  for (const limit of knownLimits) checks(limit)
})

test('every flag of a configuration is one that the model reads', async () => {
  const texts = await Promise.all(files.map((file) => readFile(join(import.meta.dirname, file), 'utf8')))

  const flags = [...ciConfigurations, ...listedMutants, ...furtherMutants, ...knownLimits].flatMap(
    (run) => run.flags,
  )

  const read = new Set(texts.join('\n').match(/(?<=#(?:el)?if.*)\b[A-Z][A-Z_]+\b/g))
  const unread = flags.map((flag) => flag.split('=')[0] ?? flag).filter((flag) => !read.has(flag))
  assert.deepEqual(unread, [])
})
