import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { isolate } from '../src/kit/isolate.ts'
import type { Analysis } from '../src/parts/releases/schema/report/analyse.ts'
import type { Question } from '../src/parts/releases/schema/report/report.ts'
import { bundleInto } from './bundle.ts'

describe('the bundle of the functions', () => {
  // Outside of the repository, so that no installed package is found from there.
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-bundle-'))
  before(() => bundleInto({ folder, entry: 'src/entry/lambda/index.ts' }))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('holds the workers that it starts', () => {
    const started = readFileSync(join(folder, 'index.mjs'), 'utf8').matchAll(
      /new URL\("\.\/([\w.-]+\.worker\.mjs)", import\.meta\.url\)/g,
    )

    const names = [...started].map(([, name]) => name!)
    assert.ok(names.includes('schema.worker.mjs'))
    for (const name of names) assert.ok(readFileSync(join(folder, name)).length > 0, name)
  })

  test('compares schemas by the engine that lies beside it', async (t) => {
    const worker = pathToFileURL(join(folder, 'schema.worker.mjs'))
    const engines = isolate<Question, Analysis>(worker, { deadlineSeconds: 20, maxMegabytes: 256 })
    t.after(() => engines.close())
    const schema = (line: string) => [{ path: 'a.prisma', content: `model A {\n  id Int @id\n${line}}\n` }]

    const analysis = await engines.ask({
      base: schema('  name String?\n'),
      target: schema(''),
      migration: [],
      rowCounts: {},
    })

    assert.ok('report' in analysis)
    assert.equal(analysis.report.findings[0]!.rule, 'D2')
    assert.match(analysis.report.sql!, /DROP COLUMN "name"/)
  })
})
