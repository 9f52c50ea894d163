import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, found, model, ofRule } from '../report/diff.fixture.ts'

describe('what the rows that are there may not meet', () => {
  for (const [line, why] of [
    ['slug String', /has no default in the database/],
    ['slug String @default(cuid())', /cuid\(1\) is made by Prisma's client/],
    ['slug String @default(uuid())', /uuid\(4\) is made by Prisma's client/],
    ['at DateTime @updatedAt', /@updatedAt is made by Prisma's client/],
  ] as const)
    test(`N1: the new column "${line}" fails where there are rows`, async () => {
      const report = await diffOf(model('Post'), model('Post', line))

      assert.deepEqual(ofRule(report, 'N1'), [`N1 Post.${line.split(' ')[0]} 80`])
      assert.match(found(report, 'N1')[0]!.message, why)
    })

  for (const line of [
    'slug String?',
    'slug String @default("x")',
    'tags String[]',
    'at DateTime @default(now())',
    'uid String @default(dbgenerated("gen_random_uuid()")) @db.Uuid',
  ])
    test(`N1: the new column "${line}" does not`, async () => {
      const report = await diffOf(model('Post'), model('Post', line))

      assert.deepEqual(ofRule(report, 'N1'), [])
    })

  test('N1: a new table may require what it wants', async () => {
    const report = await diffOf(model('Post'), model('Post') + model('Tag', 'name String @unique'))

    assert.deepEqual([briefly(report), report.score], [[], 0])
  })

  test('N2: a column that becomes required is told, and one that becomes optional is not', async () => {
    const stricter = await diffOf(model('Post', 'title String?'), model('Post', 'title String'))
    const laxer = await diffOf(model('Post', 'title String'), model('Post', 'title String?'))

    assert.deepEqual(ofRule(stricter, 'N2'), ['N2 Post.title 60'])
    assert.match(found(stricter, 'N2')[0]!.sql!, /CHECK \("title" IS NOT NULL\) NOT VALID/)
    assert.deepEqual(ofRule(laxer, 'N2'), [])
  })

  for (const [fill, findings] of [
    [`UPDATE "Post" SET slug = 'x'`, ['N2 Post.slug 35']],
    [`UPDATE "Post" SET slug = lower(title) WHERE slug IS NULL`, ['N2 Post.slug 35']],
    [`UPDATE "Post" SET slug = 'x' WHERE title IS NULL`, ['N2 Post.slug 60']],
    [`UPDATE "Post" SET slug = 'x' WHERE id = 1`, ['N2 Post.slug 60']],
    [`UPDATE "Post" SET slug = NULL::text`, ['N2 Post.slug 60']],
    [`UPDATE "Post" SET title = 'x' WHERE title IS NULL`, ['N2 Post.slug 60']],
  ] as const)
    test(`N2: a column that ${fill} fills is read at most`, async () => {
      const [add, require] = ['ADD COLUMN slug TEXT', 'ALTER COLUMN slug SET NOT NULL'].map(
        (act) => `ALTER TABLE "Post" ${act};`,
      )

      const report = await diffOf(
        model('Post', 'title String?'),
        model('Post', 'title String?', 'slug String'),
        {
          migration: `${add}${fill};${require}`,
        },
      )

      assert.deepEqual(ofRule(report, 'N2'), findings)
      assert.deepEqual([report.migration!.missing, report.migration!.reachesTarget], [[], true])
    })

  test('N2: a column that is filled only afterwards may be empty before', async () => {
    const report = await diffOf(model('Post', 'title String?'), model('Post', 'title String'), {
      migration: `ALTER TABLE "Post" ALTER COLUMN title SET NOT NULL; UPDATE "Post" SET title = 'x' WHERE title IS NULL;`,
    })

    assert.deepEqual(ofRule(report, 'N2'), ['N2 Post.title 60'])
  })

  test('N2: after a check that was validated nothing is left to fear', async () => {
    const safely = `ALTER TABLE "Post" ADD CONSTRAINT c CHECK ("title" IS NOT NULL) NOT VALID;
ALTER TABLE "Post" VALIDATE CONSTRAINT c;
ALTER TABLE "Post" ALTER COLUMN "title" SET NOT NULL;`
    const hastily = safely.replace(/.*VALIDATE.*\n/, '')
    const change = [model('Post', 'title String?'), model('Post', 'title String')] as const

    const [safe, hasty] = [
      await diffOf(...change, { migration: safely }),
      await diffOf(...change, { migration: hastily }),
    ]

    assert.deepEqual(ofRule(safe, 'N2'), [])
    assert.deepEqual(ofRule(hasty, 'N2'), ['N2 Post.title 60'])
  })

  test('U1: what has to be unique from now on is told with a query that looks for what is not', async () => {
    const report = await diffOf(
      model('Post', 'blog Int', 'slug String'),
      model('Post', 'blog Int', 'slug String', '@@unique([blog, slug])'),
    )

    assert.deepEqual(ofRule(report, 'U1'), ['U1 Post.blog.slug 60'])
    assert.equal(
      found(report, 'U1')[0]!.sql,
      'SELECT "blog", "slug", count(*) FROM "Post" GROUP BY "blog", "slug" HAVING count(*) > 1 LIMIT 20;',
    )
  })

  test('U1: a new column that is empty everywhere cannot fail, and counts for little', async () => {
    const empty = await diffOf(model('Post'), model('Post', 'slug String? @unique'))
    const filled = await diffOf(model('Post'), model('Post', 'slug String @default("x") @unique'))

    assert.deepEqual(ofRule(empty, 'U1'), ['U1 Post.slug 20'])
    assert.deepEqual(ofRule(filled, 'U1'), ['U1 Post.slug 60'])
  })

  test('U1: a column that is new is not asked for before it is there', async () => {
    const filled = await diffOf(model('Post'), model('Post', 'slug String @default("x") @unique'))
    const partly = await diffOf(
      model('Post', 'blog Int'),
      model('Post', 'blog Int', 'slug String @default("x")', '@@unique([blog, slug])'),
    )

    assert.deepEqual(
      [filled, partly].map((report) => [ofRule(report, 'U1')[0], found(report, 'U1')[0]!.sql]),
      [
        ['U1 Post.slug 60', null],
        ['U1 Post.blog.slug 60', null],
      ],
    )
  })

  for (const [provider, sql] of [
    ['cockroachdb', 'SELECT "slug", count(*) FROM "Post" GROUP BY "slug" HAVING count(*) > 1 LIMIT 20;'],
    ['sqlite', 'SELECT "slug", count(*) FROM "Post" GROUP BY "slug" HAVING count(*) > 1 LIMIT 20;'],
    ['mysql', 'SELECT `slug`, count(*) FROM `Post` GROUP BY `slug` HAVING count(*) > 1 LIMIT 20;'],
    ['sqlserver', null],
  ] as const)
    test(`U1: the query for ${provider} is in its own words, or none, and no other SQL is PostgreSQL's`, async () => {
      const report = await diffOf(
        model('Post', 'slug String', 'at Int?'),
        model('Post', 'slug String @unique', 'at Int'),
        { provider },
      )

      assert.equal(found(report, 'U1')[0]!.sql, sql)
      assert.equal(found(report, 'N2')[0]!.sql, null)
      assert.match(found(report, 'U1')[0]!.remedy, /In PostgreSQL build/)
    })

  test('U1: what was unique may not be for citext, which takes A and a for one', async () => {
    const mailed = (type: string, ...lines: string[]) =>
      model('User', 'org Int', `mail String${type}`, ...lines)

    const alone = await diffOf(mailed(' @unique'), mailed(' @unique @db.Citext'))
    const both = await diffOf(
      mailed('', '@@unique([org, mail])'),
      mailed(' @db.Citext', '@@unique([org, mail])'),
    )
    const plain = await diffOf(mailed('', '@@index([mail])'), mailed(' @db.Citext', '@@index([mail])'))

    assert.deepEqual(
      [alone, both, plain].map((report) => ofRule(report, 'U1')),
      [['U1 User.mail 60'], ['U1 User.org.mail 60'], []],
    )
    assert.equal(
      found(both, 'U1')[0]!.sql,
      'SELECT "org", lower("mail"), count(*) FROM "User" GROUP BY "org", lower("mail") HAVING count(*) > 1 LIMIT 20;',
    )
  })

  test('U1: a plain index demands nothing, nor does what is unique already', async () => {
    const plain = await diffOf(model('Post', 'slug String'), model('Post', 'slug String', '@@index([slug])'))
    const renamed = await diffOf(
      model('Post', 'slug String @unique'),
      model('Post', 'slug String @unique(map: "other")'),
    )

    assert.deepEqual(ofRule(plain, 'U1'), [])
    assert.deepEqual(briefly(renamed), [])
  })

  test('P1: a key that no longer counts itself is read, though the engine knows no name of its sequence', async () => {
    const counted = 'model Post {\n  id Int @id @default(autoincrement())\n}\n'

    const report = await diffOf(counted, 'model Post {\n  id String @id @default(uuid())\n}\n')

    assert.deepEqual(briefly(report), ['P1 Post.id 75', 'C1 Post.id 20', 'D6 Post.id 15', 'L4 10'])
  })

  test('P1: another primary key is told, and another name of it is not', async () => {
    const keyed = (key: string) => `model Post {\n  a Int\n  b Int\n  ${key}\n}\n`

    const wider = await diffOf(keyed('@@id([a])'), keyed('@@id([a, b])'))
    const named = await diffOf(keyed('@@id([a])'), keyed('@@id([a], map: "other")'))

    assert.deepEqual(ofRule(wider, 'P1'), ['P1 Post.a.b 75'])
    assert.deepEqual(ofRule(named, 'P1'), [])
  })
})
