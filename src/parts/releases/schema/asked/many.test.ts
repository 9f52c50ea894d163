import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '../../../../kit/fault.ts'
import type { WholeBody } from '../../../../kit/route.ts'
import { refuseCrowd } from './many.ts'
import { readForm } from './form.ts'
import { readMarked } from './marked.ts'

const bytesAtMost = 5_900_000
const repeated = (piece: string) => piece.repeat(bytesAtMost / piece.length)
const form = (text: string): WholeBody => ({
  bytes: Buffer.from(text),
  contentType: 'multipart/form-data',
  contentTypeHeader: 'multipart/form-data; boundary=x',
})
const part = (name: string) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n\r\n`

async function refusal(act: () => unknown): Promise<unknown> {
  try {
    await act()
  } catch (error) {
    assert.ok(error instanceof Fault && error.status === 400, String(error))
    return error.context.violations
  }
  return null
}

describe('X6: more than anybody means', () => {
  for (const [what, act, at, wants] of [
    ['parts of a form', () => readForm(form(`${repeated(part('base'))}--x--\r\n`)), '/', 'at most 700 parts'],
    [
      'files of a form',
      () => readForm(form(`${part('base').repeat(201)}--x--\r\n`)),
      '/baseSchema',
      'at most 200 files',
    ],
    ['marks', () => readMarked(repeated('// base:\n')), '/', 'at most 600 marks'],
    [
      'files of a migration',
      () => refuseCrowd({ migration: Array(201).fill(0) }),
      '/migration',
      'at most 200 files',
    ],
    ['files', () => refuseCrowd({ targetSchema: Array(1e6).fill(0) }), '/targetSchema', 'at most 200 files'],
    [
      'counts of rows',
      () =>
        refuseCrowd({
          rowCounts: Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${n}`, n])),
        }),
      '/rowCounts',
      'at most 10000 names',
    ],
  ] as const)
    test(`X6: ${what} are refused before each is looked at`, async () => {
      assert.deepEqual(await refusal(act), [{ at, wants }])
    })

  test('X6: a form of 200 files for each side and for the migration is taken', async () => {
    const parts = ['base', 'target', 'migration'].map((name) => part(name).repeat(200)).join('')

    const members = await readForm(form(`${parts}--x--\r\n`))

    const { baseSchema, targetSchema, migration } = members as Record<string, unknown[]>
    assert.deepEqual([baseSchema!.length, targetSchema!.length, migration!.length], [200, 200, 200])
  })
})
