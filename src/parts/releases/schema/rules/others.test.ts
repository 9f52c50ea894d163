import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffSchemas } from '../report/ask.ts'
import { briefly, diffOf, model, ofRule, schemaOf } from '../report/diff.fixture.ts'

const post = (...lines: string[]) => model('Post', ...lines)

describe('smaller matters', () => {
  test('C1: a default that is changed or removed is told, and a new one is not', async () => {
    const changed = await diffOf(post('n Int @default(1)'), post('n Int @default(2)'))
    const removed = await diffOf(post('n Int @default(1)'), post('n Int'))
    const added = await diffOf(post('n Int'), post('n Int @default(1)'))

    assert.deepEqual(
      [changed, removed, added].map((report) => ofRule(report, 'C1')),
      [['C1 Post.n 20'], ['C1 Post.n 20'], []],
    )
  })

  test("C2: what Prisma's client alone fills in is told, and adds no SQL", async () => {
    const report = await diffOf(post('at DateTime'), post('at DateTime @updatedAt'))
    const other = await diffOf(post('key String'), post('key String @default(cuid())'))
    const same = await diffOf(post('at DateTime @updatedAt'), post('at DateTime @updatedAt'))

    assert.deepEqual([briefly(report), report.sql], [['C2 Post.at 5'], ''])
    assert.deepEqual(briefly(other), ['C2 Post.key 5'])
    assert.deepEqual(briefly(same), [])
  })

  test('I1: an index that is dropped is told, and one that goes with its column or has an heir is not', async () => {
    const dropped = await diffOf(post('n Int', '@@index([n])'), post('n Int'))
    const gone = await diffOf(post('n Int', '@@index([n])'), post())
    const inherited = await diffOf(post('n Int', '@@index([n])'), post('n Int', '@@index([n, id])'))

    assert.deepEqual(
      [dropped, gone, inherited].map((report) => ofRule(report, 'I1')),
      [['I1 Post.n 20'], [], []],
    )
  })

  test('E1: what the author renames is told as that, and not as a drop', async () => {
    const column = await diffOf(post('name String'), post('title String'), {
      migration: 'ALTER TABLE "Post" RENAME COLUMN "name" TO "title";',
    })
    const table = await diffOf(post(), model('Article'), {
      migration:
        'ALTER TABLE "Post" RENAME TO "Article"; ALTER TABLE "Article" RENAME CONSTRAINT "Post_pkey" TO "Article_pkey";',
    })

    assert.deepEqual(briefly(column), ['E1 Post.name 50', 'L4 10'])
    assert.deepEqual(briefly(table), ['E1 Post 50', 'L4 10'])
    assert.deepEqual([column.migration!.reachesTarget, table.migration!.reachesTarget], [true, true])
  })

  test('E1: what the author makes and renames itself harms nobody', async () => {
    const migration = `CREATE TABLE "Tag_new" (id int primary key); ALTER TABLE "Tag_new" RENAME TO "Tag";`

    const report = await diffOf(post(), post() + model('Tag'), { migration })

    assert.deepEqual(briefly(report), [])
  })

  test('S1: another kind of database is told, and the same one is not', async () => {
    const moved = await diffSchemas({
      base: [{ path: 'a.prisma', content: schemaOf(post(), 'mysql') }],
      target: [{ path: 'a.prisma', content: schemaOf(post()) }],
      migration: [],
      rowCounts: {},
    })
    const same = await diffOf(post(), post())

    assert.deepEqual(briefly(moved.report), ['S1 90'])
    assert.deepEqual([moved.report.sql, moved.report.lockRules.applied], [null, false])
    assert.deepEqual(briefly(same), [])
  })

  test('a change of nothing finds nothing', async () => {
    const report = await diffOf(post('n Int'), post('n Int'))

    assert.deepEqual(
      [briefly(report), report.score, report.level, report.riskScore, report.sql],
      [[], 0, 'low', 0, ''],
    )
  })
})
