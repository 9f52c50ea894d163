import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, found, model } from '../report/diff.fixture.ts'

const user = model('User', 'email String', 'name String?') + model('Tag')
const timely = "SET lock_timeout = '5s';\n"
const judged = (migration: string, target = user) => diffOf(user, target, { migration: timely + migration })

describe('what a migration does that no schema shows', () => {
  for (const [migration, findings] of [
    ['TRUNCATE "User"', ['D9 User 90']],
    ['TRUNCATE "User", "Tag" CASCADE', ['D9 Tag 90', 'D9 User 90']],
    ['DELETE FROM "User"', ['D9 User 90']],
    ['DELETE FROM public."User" WHERE true', ['D9 User 90']],
    ['DELETE FROM "User" USING "Tag"', ['D9 User 90']],
    ['WITH gone AS (DELETE FROM "User" RETURNING *) SELECT 1', ['D9 User 90']],
    ['WITH gone AS (DELETE FROM "User") INSERT INTO "Tag" VALUES (1)', ['D9 User 90']],
    ['EXPLAIN ANALYZE DELETE FROM "User"', ['D9 User 90']],
    ['PREPARE x AS DELETE FROM "User"; EXECUTE x', ['D9 User 90']],
    ['MERGE INTO "User" u USING "Tag" t ON u.id = t.id WHEN MATCHED THEN DELETE', ['D9 User 80']],
    ['UPDATE "User" SET name = NULL', ['D9 User.name 80']],
    [`UPDATE "User" SET email = '', name = upper(name)`, ['D9 User.email 80']],
    ['DROP SCHEMA public CASCADE', ['W1 90']],
    ['DROP DATABASE app', ['W1 90']],
    ['DROP OWNED BY app', ['W1 90']],
    ['DROP TYPE "Role" CASCADE', ['W1 40']],
    ['DROP DOMAIN d CASCADE', ['W1 80']],
    ['DROP EXTENSION citext CASCADE', ['W1 80']],
    ['DROP FUNCTION f(int) CASCADE', ['W1 50']],
    ['DROP PROCEDURE f(int) CASCADE', ['W1 50']],
    ['DROP AGGREGATE f(int) CASCADE', ['W1 50']],
    [
      'DROP FUNCTION IF EXISTS f() CASCADE; CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql',
      ['W1 15'],
    ],
    ['DROP VIEW IF EXISTS v CASCADE; CREATE VIEW public.v AS SELECT 1', ['W1 15']],
    ['DROP MATERIALIZED VIEW IF EXISTS v CASCADE; CREATE MATERIALIZED VIEW v AS SELECT 1', ['W1 15']],
    ['CREATE VIEW v AS SELECT 1; DROP VIEW v CASCADE', ['W1 50']],
    ['ALTER TABLE "User" ALTER name TYPE text USING NULL', ['D9 User.name 80']],
    [`ALTER TABLE "User" ALTER name TYPE varchar(9) USING 'a'::varchar`, ['D9 User.name 80']],
    ['ALTER TABLE "User" ALTER id TYPE bigint USING 0', ['D9 User.id 80']],
    ['ALTER TABLE "User" ALTER name TYPE text USING left(name, 1)', ['D6 User.name 70']],
    ['ALTER TABLE "User" ALTER name TYPE text USING email', ['D6 User.name 70']],
    [
      'UPDATE "User" SET name = NULL; ALTER TABLE "User" RENAME name TO nick',
      ['D9 User.name 80', 'E1 User.name 50'],
    ],
    [
      'ALTER TABLE "User" RENAME name TO nick; UPDATE "User" SET nick = NULL',
      ['D9 User.nick 80', 'E1 User.name 50'],
    ],
    [
      'ALTER TABLE "User" ADD COLUMN IF NOT EXISTS name text; UPDATE "User" SET name = NULL',
      ['D9 User.name 80'],
    ],
    [
      `ALTER TABLE "User" RENAME name TO nick; ALTER TABLE "User" ADD name text; UPDATE "User" SET name = 'x'`,
      ['E1 User.name 50'],
    ],
    [
      `ALTER TABLE "User" DROP name; ALTER TABLE "User" ADD name text; UPDATE "User" SET name = 'x'`,
      ['D7 User.name 85'],
    ],
    [
      'ALTER TABLE "User" DROP name; ALTER TABLE "User" RENAME email TO name; UPDATE "User" SET name = NULL',
      ['D2 User.name 80', 'D9 User.name 80', 'E1 User.email 50'],
    ],
    ['DROP SEQUENCE s CASCADE', ['W1 80']],
    ['DROP VIEW v CASCADE', ['W1 50']],
    [`COPY "User" FROM PROGRAM 'rm -rf /'`, ['W2 80']],
    ['ALTER TABLE "User" SET SCHEMA old', ['E1 User 50']],
    ['ALTER SCHEMA public RENAME TO old', ['E1 50']],
  ] as const)
    test(`${migration}: is told`, async () => {
      const report = await judged(migration)

      assert.deepEqual(briefly(report), findings)
    })

  for (const migration of [
    'DELETE FROM "User" WHERE id = 5',
    'EXPLAIN DELETE FROM "User"',
    'CREATE RULE r AS ON INSERT TO "User" DO ALSO DELETE FROM "Tag"',
    'MERGE INTO "User" u USING "Tag" t ON u.id = t.id WHEN MATCHED THEN DO NOTHING',
    `UPDATE "User" SET name = email`,
    `UPDATE "User" SET name = '' WHERE name IS NULL`,
    'CREATE TABLE copy AS SELECT * FROM "User"; DELETE FROM copy; DROP TABLE copy',
    'DROP FUNCTION f(int)',
    'ALTER TABLE "User" ALTER name TYPE text USING "User".name::text',
    'DROP SCHEMA empty',
    'DROP VIEW v',
    `COPY "User" FROM STDIN`,
    'ALTER VIEW v SET SCHEMA old',
    'GRANT SELECT ON "User" TO reader',
  ])
    test(`${migration}: is not`, async () => {
      const report = await judged(migration)

      assert.deepEqual(briefly(report), [])
    })

  test('a type of the schema takes its columns along', async () => {
    const blocks = `${model('User', 'role Role')}enum Role {\n  A\n}\n`

    const report = await diffOf(blocks, blocks, { migration: `${timely}DROP TYPE public."Role" CASCADE` })

    assert.deepEqual([briefly(report), report.migration!.reachesTarget], [['W1 80'], false])
  })

  test('a table that is there is not made by IF NOT EXISTS', async () => {
    const report = await judged('CREATE TABLE IF NOT EXISTS "User" (id int); TRUNCATE "User";')

    assert.deepEqual(briefly(report), ['D9 User 90'])
  })

  test('a column that the migration fills itself loses nothing', async () => {
    const migration = 'ALTER TABLE "User" ADD COLUMN "age" INTEGER; UPDATE "User" SET age = 0;'

    const report = await judged(migration, user.replace('name String?', 'name String?\n  age Int?'))

    assert.deepEqual(briefly(report), [])
  })

  test('rows of a table that is dropped are told once', async () => {
    const report = await judged(
      'DELETE FROM "Tag"; DROP TABLE "Tag";',
      model('User', 'email String', 'name String?'),
    )

    assert.deepEqual(briefly(report), ['D1 Tag 90'])
  })

  test('X8: a finding of a statement is answered by the comment above it', async () => {
    const report = await judged('-- prisma-ignore: d9 it is a cache\nTRUNCATE "User";')

    assert.deepEqual([briefly(report), report.ignored.map(({ reason }) => reason)], [[], ['it is a cache']])
  })

  test('a statement that no rule reads is told in a note, and never passed over in silence', async () => {
    const report = await judged('GRANT SELECT ON "User" TO reader;\nDELETE FROM "User" WHERE id = 5;')

    assert.deepEqual(
      [report.score, report.notes],
      [
        0,
        [
          'No rule reads these statements of the migration: Grant (migration.sql:2), Delete (migration.sql:3).',
        ],
      ],
    )
  })
})

describe('L6: commands that lock', () => {
  for (const [migration, findings] of [
    ['VACUUM FULL "User"', ['L6 User 50']],
    ['VACUUM (FULL)', ['L6 50']],
    ['CLUSTER "User" USING i', ['L6 User 50']],
    ['ALTER TABLE "User" SET UNLOGGED', ['L6 User 50']],
    ['ALTER TABLE "User" SET TABLESPACE fast', ['L6 User 50']],
    ['REINDEX TABLE "User"', ['L6 User 35']],
    ['REINDEX INDEX i', ['L6 35']],
    ['LOCK TABLE "User"', ['L6 User 35']],
    ['ALTER TABLE "User" ADD EXCLUDE USING gist (id WITH =)', ['L6 User 35']],
  ] as const)
    test(`L6: ${migration}: is told`, async () => {
      const report = await judged(migration)

      assert.deepEqual(briefly(report), findings)
    })

  for (const migration of [
    'VACUUM "User"',
    'VACUUM (FULL false) "User"',
    'ANALYZE "User"',
    'REINDEX TABLE CONCURRENTLY "User"',
    'LOCK TABLE "User" IN ROW SHARE MODE',
    'CREATE TABLE a (id int); ALTER TABLE a SET UNLOGGED',
  ])
    test(`L6: ${migration}: is not`, async () => {
      const report = await judged(migration)

      assert.deepEqual(briefly(report), [])
    })

  for (const command of ['LOCK TABLE "User"', 'TRUNCATE "User"', 'ALTER TABLE "User" DISABLE TRIGGER ALL'])
    test(`L4: ${command} waits for a lock`, async () => {
      const report = await diffOf(user, user, { migration: command })

      assert.equal(found(report, 'L4').length, 1)
    })
})
