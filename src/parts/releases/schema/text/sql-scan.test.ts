import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shownSql } from './shown-sql.ts'
import { scanSql } from './sql-scan.ts'

const commentsIn = (sql: string) => scanSql(sql).comments.map(({ start, end }) => sql.slice(start, end))

describe('what is a comment in SQL', () => {
  for (const [what, sql] of [
    ['a constant', `SELECT '-- no /* no';`],
    ['a doubled quote', `SELECT 'it''s -- no';`],
    ['a constant of two lines', `SELECT 'a\n-- no\n';`],
    ['a constant with backslashes', `SELECT E'\\' -- no';`],
    ['the second part of one', `SELECT E'a'\n'\\' -- no';`],
    ['a quoted name', `SELECT 1 AS "a "" -- no";`],
    ['dollars', `SELECT $$ -- no ' $$;`],
    ['dollars with a tag', `SELECT $a$ $$ -- no $b$ $a$;`],
  ] as const)
    test(`X8: nothing within ${what}`, () => {
      assert.deepEqual(commentsIn(`${sql} -- yes`), ['-- yes'])
    })

  for (const [what, sql, comments] of [
    ['to the end of the line', '-- one\nSELECT 1 --two\n', ['-- one', '--two']],
    ['comments in each other', '/* a /* b */ c */ SELECT 1 /* d */', ['/* a /* b */ c */', '/* d */']],
    ['behind a word with dollars', 'SELECT a$b$ -- yes\n;', ['-- yes']],
    ['behind backslashes that escape nothing', `SELECT '\\' -- yes`, ['-- yes']],
    ['behind a word that ends with an e', `SELECT date'\\' -- yes`, ['-- yes']],
    ['that is not closed', 'SELECT 1 /* a', ['/* a']],
  ] as const)
    test(`X8: ${what}`, () => {
      assert.deepEqual(commentsIn(sql), comments)
    })

  test('names and constants leave no words, and every place stays', () => {
    const sql = `DROP TABLE "DROP"; -- DROP\nSELECT 'DROP'`

    const { bare } = scanSql(sql)

    assert.equal(bare, `DROP TABLE       ;        \nSELECT       `)
  })
})

describe('SQL as it is shown', () => {
  for (const sql of [
    `ALTER ROLE app PASSWORD 'Zq7'`,
    `CREATE USER app WITH LOGIN PASSWORD E'Zq7'`,
    `CREATE SUBSCRIPTION s CONNECTION 'host=h Zq7' PUBLICATION p`,
    `CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'u', password $$Zq7$$)`,
    `CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (key 'Zq7')`,
    `SELECT dblink('postgresql://u:Zq7@h/db', 'x')`,
    `SELECT dblink('host=h password = Zq7', 'x')`,
    `INSERT INTO "Setting" VALUES ('{"password":"Zq7"}')`,
    `DO $$ BEGIN EXECUTE 'ALTER ROLE x PASSWORD ''Zq7'''; END $$`,
    `SELECT 1 -- Zq7\n, 2 /* Zq7 */`,
    `INSERT INTO users(email, "password") VALUES ('a', 'Zq7')`,
    `INSERT INTO cfg("apiKey") VALUES ('Zq7')`,
    `INSERT INTO cfg(k, v) VALUES ('password', 'Zq7')`,
    `UPDATE cfg SET api_key = 'Zq7' WHERE id = 1`,
    `UPDATE users SET hash = crypt('Zq7', gen_salt('bf'))`,
    `SELECT set_config('app.api_key', 'Zq7', false)`,
    `SELECT vault.create_secret('Zq7', 'n')`,
    `ALTER DATABASE d SET app.jwt_secret = 'Zq7'`,
    `ALTER DATABASE d SET app.jwt_secret = Zq7`,
    `ALTER ROLE r IN DATABASE d SET "app"."key" TO Zq7 -- Zq7`,
    `ALTER SYSTEM SET x.api_key = 'Zq7'`,
    `COPY t FROM PROGRAM 'curl -H "Authorization: Bearer Zq7" http://x'`,
    `CREATE FUNCTION f() RETURNS text AS $$ SELECT 'Zq7' $$ LANGUAGE sql`,
    `CREATE TABLE t AS SELECT 'Zq7' AS v`,
    `ALTER TABLE t OPTIONS (SET password 'Zq7')`,
    `ALTER TABLE t ALTER COLUMN s TYPE bytea USING pgp_sym_encrypt(s, 'Zq7')`,
    `ALTER TABLE t ADD COLUMN "apiKey" TEXT NOT NULL DEFAULT 'Zq7'`,
    `ALTER TABLE t ADD COLUMN a TEXT DEFAULT 'postgres://u:Zq7@h'`,
  ])
    test(`X11: has no secret of ${sql}`, () => {
      assert.doesNotMatch(shownSql(sql), /Zq7/)
    })

  for (const sql of [
    `CREATE TABLE "Post" (\n  "password" TEXT,\n  "state" TEXT DEFAULT 'NEW' CHECK ("state" <> 'see https://x.y/z')\n)`,
    `ALTER TABLE "Post" ADD COLUMN "state" TEXT DEFAULT 'NEW'`,
    `CREATE TYPE "TokenKind" AS ENUM ('ONE', 'TWO')`,
    `ALTER TYPE "Role" ADD VALUE 'ADMIN'`,
    `CREATE UNIQUE INDEX i ON "Post" USING btree ("title") WHERE "state" = 'NEW'`,
  ])
    test(`X11: keeps what describes tables and types: ${sql}`, () => {
      assert.equal(shownSql(sql), sql)
    })
})
