import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, found, model, ofRule } from '../report/diff.fixture.ts'

const titled = model('Post', 'title String')
const indexed = model('Post', 'title String', '@@index([title])')

const author = model('Author', 'posts Post[]')
const written = (...lines: string[]) =>
  author +
  model('Post', 'authorId Int', 'author Author @relation(fields: [authorId], references: [id])', ...lines)
const unwritten = model('Author') + model('Post', 'authorId Int')

describe('how long others wait', () => {
  test('L1: an index on a table that is there is told, and one of a new table is not', async () => {
    const there = await diffOf(titled, indexed)
    const fresh = await diffOf('', indexed)

    assert.deepEqual(ofRule(there, 'L1'), ['L1 Post.title 35'])
    assert.equal(found(there, 'L1')[0]!.sql, 'CREATE INDEX CONCURRENTLY "Post_title_idx" ON "Post"("title");')
    assert.deepEqual([briefly(fresh), fresh.score], [[], 0])
  })

  for (const [line, sql] of [
    ['@@index([tags], type: Gin)', 'USING GIN ("tags")'],
    ['@@index([title], type: Brin)', 'USING BRIN ("title")'],
    ['@@index([title], type: Hash)', 'USING HASH ("title")'],
    ['@@index([title(ops: raw("text_pattern_ops"))])', '("title" text_pattern_ops)'],
    ['@@index([title(sort: Desc)])', '("title" DESC)'],
  ] as const)
    test(`L1: ${line} is built by the same method, in the same order`, async () => {
      const fields = ['title String', 'tags String[]']

      const report = await diffOf(model('Post', ...fields), model('Post', ...fields, line))

      const better = found(report, 'L1')[0]!.sql!
      assert.ok(better.startsWith('CREATE INDEX CONCURRENTLY "Post_'), better)
      assert.ok(better.endsWith(`${sql};`), better)
    })

  for (const [given, better] of [
    [
      'CREATE INDEX i ON "Post"(lower(title)) WHERE id > 3',
      'CREATE INDEX CONCURRENTLY i ON "Post"(lower(title)) WHERE id > 3;',
    ],
    [
      'create  unique index if not exists i on "Post"(title) nulls not distinct',
      'create  unique index CONCURRENTLY if not exists i on "Post"(title) nulls not distinct;',
    ],
    [
      'ALTER TABLE "Post" ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (title) INCLUDE (id)',
      'CREATE UNIQUE INDEX CONCURRENTLY "u" ON "Post"("title") INCLUDE ("id") NULLS NOT DISTINCT;',
    ],
    ['ALTER TABLE "Post" ADD UNIQUE (title)', 'CREATE UNIQUE INDEX CONCURRENTLY ON "Post"("title");'],
  ] as const)
    test(`L1: ${given} has the same index concurrently`, async () => {
      const report = await diffOf(titled, titled, { migration: given })

      assert.deepEqual(
        found(report, 'L1').map(({ sql }) => sql),
        [better],
      )
    })

  test('L1: an author who builds it concurrently has nothing to hear', async () => {
    const migration = 'CREATE INDEX CONCURRENTLY "Post_title_idx" ON "Post"("title");'

    const report = await diffOf(titled, indexed, { migration })

    assert.deepEqual([briefly(report), report.migration!.reachesTarget], [[], true])
  })

  test('L2: a foreign key that is checked at once is told, and one that is not valid yet is not', async () => {
    const at =
      'ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Author"("id")'

    const checked = await diffOf(unwritten, written())
    const later = await diffOf(unwritten, written(), { migration: `${at} NOT VALID;` })

    assert.deepEqual(ofRule(checked, 'L2'), ['L2 Post.authorId 35'])
    assert.deepEqual(ofRule(later, 'L2'), [])
  })

  for (const line of [
    'seq Int @default(autoincrement())',
    'uid String @default(dbgenerated("gen_random_uuid()"))',
  ])
    test(`L3: the default of "${line}" writes every row anew`, async () => {
      const report = await diffOf(titled, model('Post', 'title String', line))

      assert.deepEqual(ofRule(report, 'L3'), [`L3 Post.${line.split(' ')[0]} 50`])
    })

  for (const line of ['at DateTime @default(now())', 'n Int @default(0)', 'n Int?'])
    test(`L3: that of "${line}" does not`, async () => {
      const report = await diffOf(titled, model('Post', 'title String', line))

      assert.deepEqual(ofRule(report, 'L3'), [])
    })

  test('L4: a migration without lock_timeout is told once, and one with it is not', async () => {
    const target = model('Post', 'title String', 'a Int?', 'b Int?')
    const migration = `SET lock_timeout = '5s'; ALTER TABLE "Post" ADD COLUMN "a" INTEGER, ADD COLUMN "b" INTEGER;`

    const without = await diffOf(titled, target)
    const within = await diffOf(titled, target, { migration })

    assert.deepEqual(briefly(without), ['L4 10'])
    assert.deepEqual(briefly(within), [])
  })

  for (const [what, migration] of [
    ['of 0', `SET lock_timeout = 0; ALTER TABLE "Post" DROP COLUMN title;`],
    ['of 0 with a unit', `SET lock_timeout = '0s'; ALTER TABLE "Post" DROP COLUMN title;`],
    [
      'that is put back',
      `SET lock_timeout = '5s'; RESET lock_timeout; ALTER TABLE "Post" DROP COLUMN title;`,
    ],
    ['that comes too late', `ALTER TABLE "Post" DROP COLUMN title; SET lock_timeout = '5s';`],
    ['of another kind', `SET statement_timeout = '5s'; ALTER TABLE "Post" DROP COLUMN title;`],
  ] as const)
    test(`L4: a lock_timeout ${what} is none`, async () => {
      const report = await diffOf(titled, model('Post'), { migration })

      assert.deepEqual(ofRule(report, 'L4'), ['L4 10'])
    })

  for (const setting of ['SET LOCAL lock_timeout = 5000', "SET lock_timeout TO '200ms'"])
    test(`L4: ${setting} is one`, async () => {
      const report = await diffOf(titled, model('Post'), {
        migration: `${setting}; ALTER TABLE "Post" DROP COLUMN title;`,
      })

      assert.deepEqual(ofRule(report, 'L4'), [])
    })

  test('L5: a concurrent index beside other statements is told, and one alone is not', async () => {
    const alone = 'CREATE INDEX CONCURRENTLY "Post_title_idx" ON "Post"("title");'
    const within = `BEGIN; ${alone} COMMIT;`
    const beside = `${alone} UPDATE "Post" SET title = '';`

    const reports = await Promise.all(
      [alone, within, beside].map((migration) => diffOf(titled, indexed, { migration })),
    )

    assert.deepEqual(
      reports.map((report) => ofRule(report, 'L5')),
      [[], ['L5 Post.title 70'], ['L5 Post.title 70']],
    )
  })

  test('L5: is asked of each file of the migration alone, and of those of one statement tells none', async () => {
    const index = (name: string) => `CREATE INDEX CONCURRENTLY "${name}" ON "Post"("title");`
    const [first, second] = [
      { path: '1/migration.sql', content: `SET lock_timeout = '5s'; ${index('a')}` },
      { path: '2/migration.sql', content: index('Post_title_idx') },
    ]

    const report = await diffOf(titled, indexed, { migration: [first!, second!] })

    assert.deepEqual(
      found(report, 'L5').map(({ id, migrationFile, migrationLine }) => [id, migrationFile, migrationLine]),
      [['L5 Post.title a', '1/migration.sql', 1]],
    )
    assert.deepEqual([ofRule(report, 'L1'), ofRule(report, 'L4')], [[], []])
  })

  test('L4: SET LOCAL ends with its file, and SET does not', async () => {
    const findings = async (setting: string) =>
      ofRule(
        await diffOf(titled, model('Post'), {
          migration: [
            { path: '1.sql', content: `${setting} lock_timeout = '5s';` },
            { path: '2.sql', content: 'ALTER TABLE "Post" DROP COLUMN title;' },
          ],
        }),
        'L4',
      )

    assert.deepEqual([await findings('SET LOCAL'), await findings('SET')], [['L4 10'], []])
  })

  test('L4: a large table that two new ones refer to is told once', async () => {
    const ofAuthor = (name: string) =>
      model(
        name,
        'authorId Int',
        'author Author @relation(fields: [authorId], references: [id])',
        '@@index([authorId])',
      )

    const report = await diffOf(
      model('Author'),
      model('Author', 'posts Post[]', 'notes Note[]') + ofAuthor('Post') + ofAuthor('Note'),
      { rowCounts: { Author: 10_000 } },
    )

    assert.deepEqual(
      report.findings.map(({ id }) => id),
      ['L4 Author'],
    )
  })

  test('what a migration hides in code is judged by the SQL of the engine', async () => {
    const migration = `DO $$ BEGIN ALTER TABLE "Post" DROP COLUMN "title"; END $$;`

    const report = await diffOf(titled, model('Post'), { migration })

    assert.deepEqual(ofRule(report, 'D2'), ['D2 Post.title 80'])
    assert.match(report.notes.join(), /code that is not read here/)
  })

  for (const provider of ['sqlite', 'mysql', 'sqlserver', 'cockroachdb'])
    test(`X9: for ${provider} the rules of locks are left out, which the answer says`, async () => {
      const report = await diffOf(
        titled,
        model('Post', 'title String?', 'slug String', 'n Int @default(0)', '@@index([n])'),
        {
          provider,
          migration: 'CREATE INDEX x ON y;',
        },
      )

      assert.deepEqual(
        briefly(report).filter((line) => line.startsWith('L')),
        [],
      )
      assert.deepEqual(ofRule(report, 'N1'), ['N1 Post.slug 80'])
      assert.deepEqual(report.lockRules, {
        applied: false,
        reason: `Lock rules know postgresql alone, not ${provider}: they were not applied.`,
      })
      assert.equal(report.migration, null)
      assert.match(report.notes.join(), /The migration was not read/)
    })
})

describe('what the schemas say of relations', () => {
  const acting = (acts: string) =>
    author +
    model(
      'Post',
      'authorId Int',
      `author Author @relation(fields: [authorId], references: [id]${acts})`,
      '@@index([authorId])',
    )

  for (const [from, to, line] of [
    ['', ', onDelete: Cascade', 'R1 Post.authorId 55'],
    [', onDelete: Cascade', ', onDelete: Restrict', 'R1 Post.authorId 25'],
    [', onUpdate: NoAction', '', 'R1 Post.authorId 55'],
  ] as const)
    test(`R1: from "${from}" to "${to}" is told, and not as a new foreign key`, async () => {
      const report = await diffOf(acting(from), acting(to))

      assert.deepEqual(
        briefly(report).filter((line) => !line.startsWith('L4')),
        [line],
      )
    })

  test('R1: to say what holds anyway changes nothing', async () => {
    const report = await diffOf(acting(''), acting(', onDelete: Restrict, onUpdate: Cascade'))

    assert.deepEqual(briefly(report), [])
  })

  test('R2: a foreign key that is dropped is told, and one that goes with its column is not', async () => {
    const kept = await diffOf(written('@@index([authorId])'), unwritten)
    const gone = await diffOf(written('@@index([authorId])'), model('Author') + model('Post'))

    assert.deepEqual(ofRule(kept, 'R2'), ['R2 Post.authorId 25'])
    assert.deepEqual(ofRule(gone, 'R2'), [])
  })

  test('R3: a new relation without an index is told, and one with an index is not', async () => {
    const bare = await diffOf(unwritten, written())
    const indexed = await diffOf(unwritten, written('@@index([authorId, id])'))
    const before = await diffOf(written(), written('title String?'))

    assert.deepEqual(ofRule(bare, 'R3'), ['R3 Post.authorId 15'])
    assert.deepEqual(ofRule(indexed, 'R3'), [])
    assert.deepEqual(ofRule(before, 'R3'), [])
  })
})
