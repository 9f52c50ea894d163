import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, model } from '../report/diff.fixture.ts'

const ignored = (...lines: string[]) => model('Old', ...lines, '@@ignore')

describe('tables that the schema does not describe', () => {
  test('D2: a column of a model that Prisma ignores is dropped and changed like any other', async () => {
    const report = await diffOf(
      model('Post') + ignored('a Int', 'b Int', 'c BigInt'),
      model('Post') + ignored('a Int', 'c Int', '@@index([a])'),
    )

    assert.deepEqual(briefly(report), ['D2 Old.b 80', 'D6 Old.c 70', 'L1 Old.a 35', 'L4 10'])
  })

  test('L1: what an author does to a table of another program is judged, and to one that he makes of a query is not', async () => {
    const change = [model('Post'), model('Post')] as const

    const [theirs, own] = [
      await diffOf(...change, { migration: 'CREATE INDEX "i" ON "legacy"("a");' }),
      await diffOf(...change, {
        migration: 'CREATE TABLE "copy" AS SELECT * FROM "Post"; CREATE INDEX "i" ON "copy"("id");',
      }),
    ]

    assert.deepEqual([theirs, own].map(briefly), [['L1 legacy.a 35', 'L4 10'], []])
  })
})
