import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { Fault } from '../../../../kit/fault.ts'
import { diffSchemas } from './ask.ts'
import { model, schemaOf } from './diff.fixture.ts'

const whole = schemaOf(model('Post', 'title String'))

async function judged(base: string, target: string, migration?: string): Promise<number | string> {
  try {
    const { report } = await diffSchemas({
      base: [{ path: 'schema.prisma', content: base }],
      target: [{ path: 'schema.prisma', content: target }],
      migration: migration === undefined ? [] : [{ path: 'm.sql', content: migration }],
      rowCounts: {},
    })
    return report.score
  } catch (error) {
    assert.ok(error instanceof Fault, String(error))
    assert.ok(error.status >= 400 && error.status < 500, error.code)
    return error.code
  }
}

const within = (lines: number, line: (index: number) => string): string =>
  schemaOf(model('Post', ...Array.from({ length: lines }, (_, index) => line(index))))

describe('X6: hostile text is answered, and the next request is as ever', () => {
  for (const [what, target, answer] of [
    ['20,000 brackets', schemaOf(model('Post', `x Int @default(${'['.repeat(20_000)})`)), 'SCHEMA_INVALID'],
    [
      '90 brackets, which the engine reads itself',
      schemaOf(model('Post', `x Int @default(${'['.repeat(90)}${']'.repeat(90)})`)),
      'SCHEMA_INVALID',
    ],
    [
      '20,000 brackets that are closed again',
      schemaOf(model('Post', `x Int @default(${'['.repeat(20_000)}${']'.repeat(20_000)})`)),
      'SCHEMA_INVALID',
    ],
    ['20,000 braces', 'model A {\n'.repeat(20_000), 'SCHEMA_INVALID'],
    ['NUL bytes', whole.replace('title', 'ti\0tle'), 'SCHEMA_INVALID'],
    ['nothing but NUL bytes', '\0'.repeat(100_000), 'SCHEMA_INVALID'],
    ['2 MB', 'model A {\n  id Int @id\n}\n'.repeat(90_000), 'SCHEMA_TOO_LARGE'],
    ['half a megabyte that is no schema', 'what is this\n'.repeat(40_000), 'SCHEMA_INVALID'],
    ['half a megabyte of one line', 'a'.repeat(500_000), 'SCHEMA_INVALID'],
    ['half a megabyte of quotes', '"'.repeat(500_000), 'SCHEMA_INVALID'],
    ['half a megabyte of comments', '// x\n'.repeat(100_000) + whole, 0],
    ['nothing', '', 'SCHEMA_EMPTY'],
    ['spaces', ' \r\n\t ', 'SCHEMA_EMPTY'],
    ['a byte order mark', `\uFEFF${whole}`, 0],
    ['carriage returns', whole.replaceAll('\n', '\r\n'), 0],
    ['half a character', whole.replace('}', '// \ud800\n}'), 0],
  ] as const)
    test(`X6: ${what}`, async () => {
      const first = await judged(whole, target)
      const next = await judged(whole, whole)

      assert.deepEqual([first, next], [answer, 0])
    })

  test('X6: what takes the engine minutes is given up, and the next request has a fresh one', async () => {
    const slow = within(8000, (index) => `@@index([missing${index}])`)

    const first = await judged(whole, slow)
    const next = await judged(whole, whole)

    assert.deepEqual([first, next], ['SCHEMA_TOO_HARD', 0])
  })

  for (const [what, sql, answer] of [
    ['20,000 brackets', `SELECT ${'('.repeat(20_000)}`, 'SCHEMA_INVALID'],
    ['a NUL', 'SELECT 1; \0', 'SCHEMA_INVALID'],
    ['half a quote', `SELECT '`, 'SCHEMA_INVALID'],
    ['nothing', '', 0],
    ['a megabyte', 'SELECT 1;\n'.repeat(100_000), 'SCHEMA_TOO_LARGE'],
  ] as const)
    test(`X6: a migration of ${what}`, async () => {
      assert.deepEqual([await judged(whole, whole, sql), await judged(whole, whole)], [answer, 0])
    })

  test('X6: of thousands of statements that do the same, as many findings are told as of others', async () => {
    const { report } = await diffSchemas({
      base: [{ path: 'schema.prisma', content: whole }],
      target: [{ path: 'schema.prisma', content: whole }],
      migration: [{ path: 'm.sql', content: 'DELETE FROM "Post";\n'.repeat(3000) }],
      rowCounts: {},
    })

    const ids = new Set(report.findings.map(({ id }) => id))
    assert.deepEqual([report.findings.length, ids.size, report.findingsTotal], [500, 500, 3000])
  })

  test('X6: thousands of answers in one line are read in one go', async () => {
    const line = `// ${'prisma-ignore: D2 x '.repeat(20_000)}\n`

    assert.equal(await judged(line + whole, line + whole), 0)
  })

  test('X6: a base that is empty says that everything is new', async () => {
    const { report } = await diffSchemas({
      base: [{ path: 'schema.prisma', content: '\n' }],
      target: [{ path: 'schema.prisma', content: whole }],
      migration: [],
      rowCounts: {},
    })

    assert.deepEqual([report.score, report.summary.addModels], [0, 1])
    assert.match(report.notes.join(), /no schema before/)
  })

  test('X6: no text makes anything but a report or a fault below 500', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        'model A {\n',
        '}\n',
        'enum B {\n',
        ' id Int @id\n',
        '@@index([',
        '"',
        '//',
        '/*',
        '@default(',
        'datasource db {',
        'url = ',
        '[',
        '])',
        '\n',
        'Unsupported("x")',
        'view V {\n',
      ),
    )
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''))

    await fc.assert(
      fc.asyncProperty(text, text, async (one, other) => {
        await judged(whole, one, other)
        await judged(schemaOf(one), schemaOf(other))
      }),
      { numRuns: 60 },
    )
    assert.equal(await judged(whole, whole), 0)
  })
})

describe('X7: schemas of real size', () => {
  test('X7: four diffs of 2,000 lines at once are answered, and as one alone', async () => {
    const lines = (name: string) =>
      schemaOf(
        Array.from({ length: 220 }, (_, index) =>
          model(
            `Model${index}`,
            `${name} String?`,
            'at DateTime @default(now())',
            'a Int',
            'b Int',
            'c Int',
            '@@index([a, b])',
          ),
        ).join(''),
      )

    const [base, target] = [lines('name'), lines('title')]
    const answers = await Promise.all([1, 2, 3, 4].map(() => judged(base, target)))

    assert.deepEqual([base.split('\n').length > 1700, new Set(answers).size], [true, 1])
  })

  test('X8: the same is answered the same, word by word', async () => {
    const target = schemaOf(model('Post', 'name String?') + model('A', 'x Int') + model('B', 'y Int'))
    const ask = () =>
      diffSchemas({
        base: [{ path: 'a.prisma', content: whole }],
        target: [{ path: 'a.prisma', content: target }],
        migration: [],
        rowCounts: {},
      })

    assert.deepEqual(await ask(), await ask())
  })
})
