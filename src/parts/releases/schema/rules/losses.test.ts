import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, found, model, ofRule } from '../report/diff.fixture.ts'

describe('what is gone afterwards', () => {
  test('D1: a table that is dropped is told, and one that is made is not', async () => {
    const report = await diffOf(model('Post') + model('Old'), model('Post') + model('Fresh', 'title String'))

    assert.deepEqual(briefly(report), ['D1 Old 90', 'L4 10'])
  })

  test('D1: the table behind a relation of many to many is dropped with it', async () => {
    const posts = (tags: string) => model('Post', tags) + model('Tag', tags.replace('tags Tag', 'posts Post'))

    const report = await diffOf(posts('tags Tag[]'), posts(''))

    assert.deepEqual(ofRule(report, 'D1'), ['D1 _PostToTag 90'])
  })

  test('D2: a column that is dropped is told, and one whose field alone has another name is not', async () => {
    const dropped = await diffOf(model('Post', 'title String', 'body String'), model('Post', 'title String'))
    const mapped = await diffOf(model('Post', 'title String'), model('Post', 'headline String @map("title")'))

    assert.deepEqual(briefly(dropped), ['D2 Post.body 80', 'L4 10'])
    assert.deepEqual(briefly(mapped), [])
  })

  for (const [from, to] of [
    ['BigInt', 'Int'],
    ['String', 'String @db.VarChar(20)'],
    ['String @db.VarChar(20)', 'String @db.VarChar(10)'],
    ['Decimal @db.Decimal(10, 4)', 'Decimal @db.Decimal(10, 2)'],
    ['DateTime @db.Timestamptz(6)', 'DateTime @db.Date'],
    ['DateTime @db.Timestamptz(6)', 'DateTime @db.Timestamptz(3)'],
    ['Float', 'Float @db.Real'],
  ])
    test(`D6: ${from} to ${to} may lose values`, async () => {
      const report = await diffOf(model('Post', `x ${from}`), model('Post', `x ${to}`))

      assert.deepEqual(ofRule(report, 'D6'), ['D6 Post.x 70'])
    })

  for (const [from, to, cost] of [
    ['Int', 'BigInt', /written anew/],
    ['String @db.VarChar(20)', 'String', /stay as they are/],
    ['String @db.VarChar(20)', 'String @db.VarChar(30)', /stay as they are/],
    ['Decimal @db.Decimal(10, 2)', 'Decimal @db.Decimal(12, 2)', /stay as they are/],
    ['Decimal @db.Decimal(10, 2)', 'Decimal @db.Decimal(12, 4)', /written anew/],
    ['DateTime @db.Date', 'DateTime @db.Timestamptz(6)', /written anew/],
    ['Int', 'String', /written anew/],
  ] as const)
    test(`D6: ${from} to ${to} keeps every value, and says what it costs`, async () => {
      const report = await diffOf(model('Post', `x ${from}`), model('Post', `x ${to}`))

      assert.deepEqual(ofRule(report, 'D6'), ['D6 Post.x 15'])
      assert.match(found(report, 'D6')[0]!.message, cost)
    })

  test('D6: values that are cut on the way to the type that the schema has are lost, whatever comes behind', async () => {
    const migration = `SET lock_timeout = '5s';
ALTER TABLE "User" ALTER COLUMN "email" TYPE varchar(1) USING left("email", 1);
ALTER TABLE "User" ALTER COLUMN "email" TYPE text;`

    const report = await diffOf(
      model('User', 'email String @db.VarChar(255)'),
      model('User', 'email String'),
      {
        migration,
      },
    )

    assert.deepEqual(
      report.findings.map(({ id, baseSeverity, migrationLine }) => [id, baseSeverity, migrationLine]),
      [
        ['D6 User.email', 70, 2],
        ['D6 User.email #2', 15, 3],
      ],
    )
    assert.equal(report.level, 'high')
  })

  test('D6: of two acts in one line the graver is told', async () => {
    const alter = 'ALTER TABLE "User" ALTER COLUMN "email" TYPE'
    const migration = `SET lock_timeout = '5s';
${alter} varchar(1) USING left("email", 1); ${alter} text;`

    const report = await diffOf(
      model('User', 'email String @db.VarChar(255)'),
      model('User', 'email String'),
      {
        migration,
      },
    )

    assert.deepEqual(briefly(report), ['D6 User.email 70'])
  })

  test('D7: a column that is dropped and made anew is told as that, and a changed type that can be cast is not', async () => {
    const anew = await diffOf(model('Post', 'x String'), model('Post', 'x Int'))
    const cast = await diffOf(model('Post', 'x Int'), model('Post', 'x String'))

    assert.deepEqual(briefly(anew), ['D7 Post.x 85', 'N1 Post.x 80', 'L4 10'])
    assert.deepEqual(ofRule(cast, 'D7'), [])
  })
})

const roles = (...values: string[]) => `enum Role {\n${values.map((value) => `  ${value}\n`).join('')}}\n`
const user = (value: string) => model('User', `role Role @default(${value})`)

describe("D8: an enum's values", () => {
  test('D8: a value that is gone is told, and one that is new is not', async () => {
    const gone = await diffOf(user('A') + roles('A', 'B', 'C'), user('A') + roles('A', 'C'))
    const fresh = await diffOf(user('A') + roles('A'), user('A') + roles('A', 'B'))

    assert.deepEqual(ofRule(gone, 'D8'), ['D8 75'])
    assert.deepEqual([found(gone, 'D8')[0]!.model, found(gone, 'D8')[0]!.id], ['Role', 'D8 Role removed'])
    assert.match(found(gone, 'D8')[0]!.message, /loses B/)
    assert.deepEqual(ofRule(fresh, 'D8'), [])
  })

  test('D8: values in another order are told, and a new one between them is not', async () => {
    const moved = await diffOf(user('A') + roles('A', 'B'), user('A') + roles('B', 'A'))
    const between = await diffOf(user('A') + roles('A', 'B'), user('A') + roles('A', 'X', 'B'))

    assert.deepEqual(ofRule(moved, 'D8'), ['D8 40'])
    assert.deepEqual(ofRule(between, 'D8'), [])
  })

  test('D8: a new value that the same migration uses is told, and one that it only adds is not', async () => {
    const used = await diffOf(user('A') + roles('A'), user('B') + roles('A', 'B'))
    const added = await diffOf(user('A') + roles('A'), user('A') + roles('A', 'B'))

    assert.deepEqual(ofRule(used, 'D8'), ['D8 60'])
    assert.deepEqual(ofRule(added, 'D8'), [])
  })

  test('D8: a value that the author renames is no value lost', async () => {
    const migration = `ALTER TYPE "Role" RENAME VALUE 'B' TO 'C';`

    const report = await diffOf(user('A') + roles('A', 'B'), user('A') + roles('A', 'C'), { migration })

    assert.deepEqual(briefly(report), ['E1 50'])
  })

  test('D8: a changed type of an enum that is made anew is told once, not as a narrowed column, too', async () => {
    const report = await diffOf(user('A') + roles('A', 'B'), user('A') + roles('A'))

    assert.deepEqual(ofRule(report, 'D6'), [])
    assert.deepEqual(ofRule(report, 'C1'), [])
  })
})
