import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, model } from '../report/diff.fixture.ts'

const before = model('User', 'email String', 'name String?') + model('Old')
const after = model('User', 'email String')
const timely = "SET lock_timeout = '5s';\n"
const graver = (report: Awaited<ReturnType<typeof diffOf>>) =>
  briefly(report).filter((line) => !line.startsWith('L4'))

describe('what a migration leaves out', () => {
  for (const migration of ['', '-- nothing', 'COMMENT ON TABLE "User" IS NULL'])
    test(`"${migration}" leaves out what Prisma would do, which is judged all the same`, async () => {
      const report = await diffOf(before, after, { migration })

      assert.deepEqual(graver(report), ['D1 Old 90', 'D2 User.name 80'])
      assert.equal(report.level, 'critical')
      assert.equal(report.migration!.reachesTarget, false)
      assert.match(report.notes.join(), /leaves out 2 of the statements that Prisma would write/)
    })

  test('an enum that is to be made anew is judged as Prisma makes it', async () => {
    const role = (...values: string[]) =>
      `${model('User', 'role Role @default(A)')}enum Role {\n  ${values.join('\n  ')}\n}\n`

    const report = await diffOf(role('A', 'B'), role('A'), { migration: '' })

    assert.deepEqual(graver(report), ['D8 75'])
  })

  test('Prisma’s own SQL leaves nothing out and has nothing that nobody reads', async () => {
    const [base, target] = [model('User', 'n Int', 'a Int'), model('User', 'n Int @default(autoincrement())')]
    const { sql } = await diffOf(base, target)

    const report = await diffOf(base, target, { migration: sql! })

    assert.deepEqual(
      [report.migration!.reachesTarget, report.migration!.missing, report.notes],
      [true, [], []],
    )
  })

  test('what an author does in another way is not judged a second time', async () => {
    const [base, target] = [model('User'), model('User', 'age Int', 'a String?', '@@index([age])')]
    const migration = `${timely}ALTER TABLE "User" ADD COLUMN age INTEGER, ADD COLUMN a TEXT;
UPDATE "User" SET age = 0;
ALTER TABLE "User" ADD CONSTRAINT c CHECK (age IS NOT NULL);
ALTER TABLE "User" ALTER COLUMN age SET NOT NULL;
CREATE INDEX CONCURRENTLY other_name ON "User" (age);`

    const report = await diffOf(base, target, { migration })

    assert.deepEqual(
      briefly(report).filter((line) => !line.startsWith('L5')),
      [],
    )
  })

  test('a column that the author casts is not judged as one that Prisma makes anew', async () => {
    const report = await diffOf(model('User', 'a String?'), model('User', 'a Int?'), {
      migration: `${timely}ALTER TABLE "User" ALTER COLUMN "a" TYPE INTEGER USING "a"::integer;`,
    })

    assert.deepEqual(briefly(report), ['D6 User.a 70'])
  })

  test('nor is one whose type the author gives another name', async () => {
    const role = (name: string) => `${model('User', `role ${name}`)}enum ${name} {\n  A\n}\n`

    const report = await diffOf(role('Role'), role('Kind'), {
      migration: `${timely}ALTER TYPE "Role" RENAME TO "Kind";`,
    })

    assert.deepEqual(briefly(report), [])
  })

  test('a concurrent index alone in its file stays alone, whatever the file leaves out', async () => {
    const migration = 'CREATE INDEX CONCURRENTLY "User_email_idx" ON "User"("email");'

    const report = await diffOf(
      model('User', 'email String'),
      model('User', 'email String', 'age Int?', '@@index([email])'),
      { migration },
    )

    assert.deepEqual(briefly(report), ['L4 10'])
  })

  test('a renamed table takes its columns, indexes and keys along', async () => {
    const post = (type: string) =>
      model(
        'Post',
        'userId Int',
        `user ${type} @relation(fields: [userId], references: [id])`,
        '@@index([userId])',
      )
    const lines = ['email String @unique', 'posts Post[]']

    const report = await diffOf(
      model('User', ...lines) + post('User'),
      model('Member', ...lines) + post('Member'),
      { migration: `${timely}ALTER TABLE "User" RENAME TO "Member";` },
    )

    assert.deepEqual(
      briefly(report).filter((line) => /^[DLNUE]/.test(line)),
      ['E1 User 50'],
    )
  })

  test('a renamed column keeps its index', async () => {
    const report = await diffOf(model('User', 'mail String @unique'), model('User', 'email String @unique'), {
      migration: `${timely}ALTER TABLE "User" RENAME COLUMN mail TO email;`,
    })

    assert.deepEqual(briefly(report), ['E1 User.mail 50'])
  })
})

describe('whether a migration reaches the target', () => {
  for (const migration of [
    'DROP TABLE "User"',
    'ALTER TABLE "User" DROP COLUMN email',
    'DROP SCHEMA public CASCADE',
    'ALTER TABLE "User" RENAME TO gone',
    'ALTER TABLE "User" RENAME COLUMN email TO gone',
    'ALTER TABLE "User" SET SCHEMA old',
    'ALTER SCHEMA public RENAME TO old',
    'DROP EXTENSION citext CASCADE',
    'CREATE TABLE IF NOT EXISTS "User" (id int); DROP TABLE "User"',
    'CREATE TEMP TABLE "User" (id int); DROP TABLE public."User"',
  ])
    test(`${migration} leads elsewhere`, async () => {
      const report = await diffOf(before, before, { migration })

      assert.equal(report.migration!.reachesTarget, false)
    })

  for (const [migration, target] of [
    ['ALTER TABLE "User" DROP COLUMN name; DROP TABLE "Old"', after],
    ['CREATE TABLE t AS SELECT 1; DROP TABLE t', before],
    [`INSERT INTO "Old" VALUES (1)`, before],
    ['DROP FUNCTION IF EXISTS f() CASCADE', before],
    ['DROP VIEW IF EXISTS v CASCADE; CREATE VIEW v AS SELECT 1', before],
    ['DROP TYPE IF EXISTS tmp CASCADE', before],
    [
      `ALTER TABLE "User" ADD COLUMN "slug" TEXT; UPDATE "User" SET "slug" = lower(email); ALTER TABLE "User" ALTER "slug" SET NOT NULL`,
      before.replace('name String?', 'name String?\n  slug String'),
    ],
    ['ALTER TABLE "User" RENAME COLUMN email TO mail', before.replace('email String', 'mail String')],
    ['ALTER TABLE "User" RENAME COLUMN name TO nick', before.replace('name', 'nick')],
  ] as const)
    test(`${migration} does not`, async () => {
      const report = await diffOf(before, target, { migration })

      assert.equal(report.migration!.reachesTarget, true)
    })
})
