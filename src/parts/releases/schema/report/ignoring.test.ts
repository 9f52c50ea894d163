import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, model } from './diff.fixture.ts'

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

  test('X8: of a dropped table may stand anywhere at the outermost level, and at the table before', async () => {
    const after = await diffOf(
      model('Post') + model('Old'),
      `${timeout}// prisma-ignore: D1 Old is copied\n\n${model('Post')}`,
    )
    const before = await diffOf(
      `${model('Post')}// prisma-ignore: D1 empty since May\n${model('Old')}`,
      timeout + model('Post'),
    )

    assert.deepEqual([briefly(after), briefly(before)], [[], []])
    assert.deepEqual(answered(before)[0], ['D1', '', 'empty since May'])
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
})
