import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffSchemas } from '../report/ask.ts'
import { briefly, diffOf, found, model, ofRule, schemaOf } from '../report/diff.fixture.ts'

const posts = (one: string, lines = '') =>
  model(
    'Post',
    'ownerId Int',
    `owner ${one} @relation(fields: [ownerId], references: [${lines || 'id'}])`,
    '@@index([ownerId])',
  )
const users = model('User', 'alt Int @unique', 'posts Post[]')
const ofUsers = users + model('Org') + posts('User')

describe('a foreign key that leads elsewhere', () => {
  test('R2: to another table is told with a query for values that are missing there, and its check as L2', async () => {
    const report = await diffOf(
      ofUsers,
      model('User', 'alt Int @unique') + model('Org', 'posts Post[]') + posts('Org'),
    )

    assert.deepEqual(briefly(report), ['R2 Post.ownerId 60', 'L2 Post.ownerId 35', 'L4 10'])
    assert.match(found(report, 'R2')[0]!.message, /refers to Org\.id, no longer to User\.id.* missing/)
    assert.equal(
      found(report, 'R2')[0]!.sql,
      'SELECT one."ownerId" FROM "Post" AS one WHERE one."ownerId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Org" AS other WHERE other."id" = one."ownerId") LIMIT 20;',
    )
  })

  test('R2: to another column of the same table is told, in databases without lock rules, too', async () => {
    const change = [ofUsers, users + model('Org') + posts('User', 'alt')] as const

    const [report, mysql] = [await diffOf(...change), await diffOf(...change, { provider: 'mysql' })]

    assert.deepEqual(ofRule(report, 'R2'), ['R2 Post.ownerId 60'])
    assert.deepEqual(ofRule(report, 'L2'), ['L2 Post.ownerId 35'])
    assert.match(found(mysql, 'R2')[0]!.sql!, /other\.`alt` = one\.`ownerId`/)
  })

  test('R2: is not said where the table that it leads to is what was renamed', async () => {
    const named = (name: string) =>
      model(name, 'mail String', 'phone String', 'city String', 'posts Post[]') + posts(name)

    const report = await diffOf(named('User'), named('Account'))

    assert.deepEqual(briefly(report), ['D4 User 85', 'L4 10'])
  })
})

describe('relationMode', () => {
  const diffed = async (from: string, to: string, rowCounts: Record<string, number> = {}) => {
    const [base, target] = [from, to].map((mode) => [
      {
        path: 'schema.prisma',
        content: schemaOf(ofUsers).replace('"postgresql"', `"postgresql"\n  relationMode = "${mode}"`),
      },
    ])
    const { report } = await diffSchemas({ base: base!, target: target!, migration: [], rowCounts })
    return report
  }

  test('L2: switched to foreignKeys adds keys over values that nobody checked, on a small table, too', async () => {
    const report = await diffed('prisma', 'foreignKeys')
    const small = await diffed('prisma', 'foreignKeys', { Post: 5, User: 5 })

    assert.deepEqual(ofRule(report, 'L2'), ['L2 Post.ownerId 60'])
    assert.match(found(report, 'L2')[0]!.sql!, /^SELECT .* NOT EXISTS/)
    assert.deepEqual([report.level, small.findings[0]!.severity], ['high', 60])
  })

  test('R2: switched to prisma drops every key', async () => {
    const report = await diffed('foreignKeys', 'prisma')

    assert.deepEqual(ofRule(report, 'R2'), ['R2 Post.ownerId 25'])
  })

  test('R2: kept at prisma drops and checks nothing', async () => {
    const report = await diffed('prisma', 'prisma')

    assert.deepEqual(briefly(report), [])
  })
})

describe('a new table that refers to one that is there', () => {
  const change = [model('User'), model('User', 'posts Post[]') + posts('User')] as const

  test('L4: tells of the lock on a large table, and not where its size is small or not known', async () => {
    const [unknown, small, large] = [
      await diffOf(...change),
      await diffOf(...change, { rowCounts: { User: 50 } }),
      await diffOf(...change, { rowCounts: { User: 50_000_000 } }),
    ]

    assert.deepEqual([unknown, small, large].map(briefly), [[], [], ['L4 User 10']])
    assert.match(found(large, 'L4')[0]!.message, /nobody can write to User/)
  })

  test('L4: is answered by a lock_timeout', async () => {
    const { sql } = await diffOf(...change)

    const report = await diffOf(...change, {
      rowCounts: { User: 50_000_000 },
      migration: `SET lock_timeout = '5s';\n${sql}`,
    })

    assert.deepEqual(briefly(report), [])
  })
})
