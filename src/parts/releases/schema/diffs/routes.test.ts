import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld, type TestWorld } from '../../../../../tests/support/world.ts'
import { signatureOf } from '../../envelope/signatures.ts'
import { model, schemaOf } from '../report/diff.fixture.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { ask, diffPath, send } from './sending.fixture.ts'

const base = schemaOf(model('User', 'email String', 'name String?', 'age Int') + model('Old'))
const target = schemaOf(
  model('User', 'email String', 'fullName String?', 'age BigInt') + model('Fresh', 'n Int'),
)
const pair = { baseSchema: base, targetSchema: target }

describe('POST /internal/schema/diff', () => {
  test('49: answers all that the source answered, of real datamodels', async () => {
    const world = await testWorld()

    const { status, body } = await send(world, pair)

    assert.equal(status, 200)
    assert.deepEqual(body.operations, [
      { type: 'addModel', model: 'Fresh', risk: 1 },
      { type: 'dropModel', model: 'Old', risk: 10 },
      { type: 'addField', model: 'User', field: 'fullName', fieldType: 'String?', risk: 2 },
      { type: 'dropField', model: 'User', field: 'name', fieldType: 'String?', risk: 8 },
      { type: 'alterType', model: 'User', field: 'age', from: 'Int', to: 'BigInt', risk: 7 },
    ])
    assert.deepEqual(
      [body.riskScore, body.severity, body.windowRecommendation],
      [28, 'medium', 'scheduled-maintenance'],
    )
    assert.deepEqual(body.summary, {
      totalOperations: 5,
      addModels: 1,
      dropModels: 1,
      addFields: 1,
      dropFields: 1,
      alterTypes: 1,
      hasDestructive: true,
    })
  })

  test('S8: answers a score, a level, findings, renames and the SQL beside it, and keeps nothing without a repository', async () => {
    const world = await testWorld()

    const { body } = await send(world, pair)

    assert.deepEqual(
      [body.level, body.id, body.repository, body.provider],
      ['critical', null, null, 'postgresql'],
    )
    assert.ok(body.score! > 98 && body.score! <= 100)
    assert.deepEqual(
      body.renames!.map(({ from, to, rule, sql }) => [from, to, rule, sql]),
      [['name', 'fullName', 'D3', 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";']],
    )
    assert.match(body.sql!, /DROP TABLE "Old"/)
  })

  test('49: asks for both schemas in words', async () => {
    const world = await testWorld()

    const { status, body } = await send(world, { baseSchema: base })

    assert.deepEqual([status, body.error], [400, 'Both baseSchema and targetSchema are required'])
  })

  test("S3: says where the JSON breaks that the source's own step makes by quoting twice", async () => {
    const world = await testWorld()
    const twice = `{"baseSchema":"${JSON.stringify(base)}","targetSchema":"${JSON.stringify(target)}"}`

    const { status, body } = await send(world, twice)

    assert.deepEqual([status, body.code, body.position, body.line], [400, 'BAD_JSON', 16, 1])
  })

  test("X1: a schema that is not valid is 422 with the user's own file and line", async () => {
    const world = await testWorld()
    const broken = [
      { path: 'prisma/a.prisma', content: schemaOf(model('A')) },
      { path: 'prisma/b.prisma', content: '\uFEFF// first\r\nmodel B {\r\n  id Int @id\r\n  x Itn\r\n}\r\n' },
    ]

    const { status, body } = await send(world, { baseSchema: base, targetSchema: broken })

    assert.deepEqual([status, body.code, body.side], [422, 'SCHEMA_INVALID', 'target'])
    assert.deepEqual(body.violations, [
      {
        file: 'prisma/b.prisma',
        line: 4,
        message:
          'Type "Itn" is neither a built-in type, nor refers to another model, composite type, or enum.',
      },
    ])
    assert.match(body.error!, /^prisma\/b\.prisma:4: Type "Itn"/)
  })

  test('the migration that cannot be parsed is 422 with its line', async () => {
    const world = await testWorld()

    const { status, body } = await send(world, {
      ...pair,
      migration: { path: 'migrations/1/migration.sql', content: 'SELECT 1;\nALTER TABLE x ADD INTO;' },
    })

    assert.deepEqual([status, body.side], [422, 'migration'])
    assert.deepEqual(body.violations, [
      { file: 'migrations/1/migration.sql', line: 2, message: 'syntax error at or near "INTO"' },
    ])
  })

  test('S4: wants a key that may write, or a signed body', async () => {
    const secret = 'a secret of at least thirty-two bytes in length'
    const world = await testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: secret } })
    const text = JSON.stringify(pair)
    const signed = { key: null, headers: { 'x-hub-signature-256': signatureOf(secret, Buffer.from(text)) } }
    const forged = { key: null, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } }

    const statuses = [
      (await ask(world, text, { key: null })).status,
      (await ask(world, text, forged)).status,
      (await ask(world, text, signed)).status,
    ]

    assert.deepEqual(statuses, [401, 403, 200])
  })

  test('switched off it is not there', async () => {
    const world = await testWorld({ environment: { SCHEMA_DIFF_ENABLED: 'false' } })

    const { status } = await send(world, pair)

    assert.equal(status, 404)
  })
})

describe('other ways to send and to be told', () => {
  test('S3: a form takes the files as they are', async () => {
    const world = await testWorld()
    const form = new FormData()
    form.append('base', new File([base], 'schema.prisma', { type: 'text/plain' }))
    form.append('target', new File([target], 'prisma/schema.prisma'))
    form.append('migration', new File(['DROP TABLE "Old";'], 'm.sql'))
    form.append('rowCounts', '{"Old":5}')
    form.append('repository', 'acme/app')
    form.append('prNumber', '7')

    const { status, body } = await send(world, form)

    assert.deepEqual([status, body.repository, body.migration!.path], [200, 'acme/app', 'm.sql'])
    assert.equal(body.findings!.find(({ rule }) => rule === 'D1')!.place.file, 'prisma/schema.prisma')
  })

  test('a form of several files for one side is one schema', async () => {
    const world = await testWorld()
    const form = new FormData()
    form.append('base', new File([base], 'schema.prisma'))
    for (const [name, content] of [
      ['schema.prisma', schemaOf(model('A', 'role Role'))],
      ['schema.prisma', 'enum Role {\n  X\n}\n'],
    ] as const)
      form.append('target', new File([content], name))

    const { status, body } = await send(world, form)

    assert.deepEqual([status, body.summary!.addModels], [200, 1])
  })

  for (const [what, sendFiles] of [
    [
      'JSON',
      (world: TestWorld, files: readonly SchemaFile[]) =>
        send(world, { baseSchema: base, targetSchema: target, migration: files }),
    ],
    [
      'a form',
      (world: TestWorld, files: readonly SchemaFile[]) => {
        const form = new FormData()
        form.append('base', new File([base], 'schema.prisma'))
        form.append('target', new File([target], 'schema.prisma'))
        for (const { path, content } of files) form.append('migration', new File([content], path))
        return send(world, form)
      },
    ],
    [
      'one text with marks',
      (world: TestWorld, files: readonly SchemaFile[]) =>
        send(
          world,
          [`// base: a.prisma\n${base}`, `// target: b.prisma\n${target}`]
            .concat(files.map(({ path, content }) => `-- migration: ${path}\n${content}`))
            .join('\n'),
          { headers: { 'content-type': 'text/plain' } },
        ),
    ],
  ] as const)
    test(`a migration of several files, two of one name, is taken in its order: ${what}`, async () => {
      const world = await testWorld()

      const { body } = await sendFiles(world, [
        { path: '1/migration.sql', content: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";' },
        { path: '2/migration.sql', content: 'DROP TABLE "Old";' },
        { path: '2/migration.sql', content: 'TRUNCATE "User";' },
      ])

      const told = ['E1', 'D1', 'D9'].map((rule) => body.findings!.find((each) => each.rule === rule)!)
      assert.deepEqual(
        told.map(({ migrationFile, migrationLine }) => `${migrationFile}:${migrationLine}`),
        ['1/migration.sql:1', '2/migration.sql:1', '2/migration.sql#2:1'],
      )
      assert.equal(body.migration!.path, '1/migration.sql (with 2 more)')
    })

  test('X6: of a migration of several files the sum is bounded, and one that is no SQL is refused by its name', async () => {
    const world = await testWorld()
    const comment = (path: string) => ({ path, content: `--${' '.repeat(300_000)}\n` })
    const wrong = [
      { path: '1.sql', content: 'SELECT 1' },
      { path: '2.sql', content: '\nDROP;' },
    ]

    const large = await send(world, { ...pair, migration: [comment('1.sql'), comment('2.sql')] })
    const refused = await send(world, { ...pair, migration: wrong })
    const none = await send(world, { ...pair, migration: [] })

    assert.deepEqual([large.status, large.body.code, large.body.side], [413, 'SCHEMA_TOO_LARGE', 'migration'])
    assert.deepEqual(
      [refused.status, refused.body.violations!.map(({ file, line }) => `${file}:${line}`)],
      [422, ['2.sql:2']],
    )
    assert.equal(none.status, 400)
  })

  test('a member that nothing reads is told in a note', async () => {
    const world = await testWorld()

    const { body } = await send(world, { ...pair, rowcounts: { Old: 5 } })

    assert.deepEqual(body.notes, ['Nothing reads these members of what was sent: rowcounts.'])
  })

  test('one text with marks is taken, and one without is refused', async () => {
    const world = await testWorld()
    const text = `// base: a.prisma\n${base}\n// target: b.prisma\n${target}`
    const headers = { 'content-type': 'text/plain' }

    const marked = await send(world, text, { headers, path: `${diffPath}?repository=acme/app` })
    const plain = await send(world, target, { headers })

    assert.deepEqual([marked.status, marked.body.repository, marked.body.riskScore], [200, 'acme/app', 28])
    assert.deepEqual([plain.status, plain.body.code], [400, 'BAD_REQUEST'])
  })

  for (const [what, body, headers, status] of [
    ['another kind of body', '<xml/>', { 'content-type': 'application/xml' }, 415],
    ['a form without its boundary', 'x', { 'content-type': 'multipart/form-data' }, 400],
    ['a list', '[]', {}, 400],
    ['a number for a schema', '{"baseSchema":1,"targetSchema":2}', {}, 400],
    ['a file without a path', '{"baseSchema":[{"content":""}],"targetSchema":""}', {}, 400],
  ] as const)
    test(`${what} is ${status}`, async () => {
      const world = await testWorld()

      const response = await ask(world, body, { headers })

      assert.equal(response.status, status)
    })

  test('X8: SARIF, Markdown and annotations are there by Accept or by ?format=', async () => {
    const world = await testWorld()
    const text = JSON.stringify(pair)
    const typeOf = async (how: { headers?: Record<string, string>; path?: string }) =>
      (await ask(world, text, how)).headers.get('content-type')

    const types = [
      await typeOf({ headers: { accept: 'application/sarif+json' } }),
      await typeOf({ headers: { accept: 'text/markdown' } }),
      await typeOf({ path: `${diffPath}?format=annotations` }),
      await typeOf({ path: `${diffPath}?format=json`, headers: { accept: 'text/markdown' } }),
    ]

    assert.deepEqual(types, [
      'application/sarif+json',
      'text/markdown; charset=utf-8',
      'text/plain; charset=utf-8',
      'application/json',
    ])
  })

  test('X8: SARIF is a document of version 2.1.0', async () => {
    const world = await testWorld()

    const { body } = await send(world, pair, { headers: { accept: 'application/sarif+json' } })

    const { version, runs } = body as { version?: string; runs?: { results: { ruleId: string }[] }[] }
    assert.equal(version, '2.1.0')
    assert.deepEqual(
      runs![0]!.results.map(({ ruleId }) => ruleId),
      ['D1', 'D3', 'D6', 'L4'],
    )
  })
})

describe('X6: hostile bodies', () => {
  const brackets = schemaOf(model('A', `x Int @default(${'['.repeat(20_000)}${']'.repeat(20_000)})`))
  for (const [what, body, status] of [
    ['brackets', { baseSchema: base, targetSchema: brackets }, 422],
    ['a NUL', { baseSchema: base, targetSchema: `${base}\0` }, 400],
    ['2 MB', { baseSchema: base, targetSchema: base.repeat(9000) }, 413],
    ['7 MB', { baseSchema: base, targetSchema: ' '.repeat(7_000_000) }, 413],
    ['nothing', { baseSchema: '', targetSchema: '' }, 422],
    [
      'two hundred and one files',
      { baseSchema: base, targetSchema: Array.from({ length: 201 }, () => ({ path: 'a', content: '' })) },
      400,
    ],
    ['a path of two lines', { baseSchema: base, targetSchema: [{ path: 'a\nb', content: base }] }, 400],
    ['a negative count of rows', { ...pair, rowCounts: { User: -1 } }, 400],
    ['JSON nested 5,000 deep', `{"baseSchema":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400],
  ] as const)
    test(`X6: ${what}: ${status}, and the next request is as ever`, async () => {
      const world = await testWorld()

      const first = await send(world, body)
      const next = await send(world, pair)

      assert.deepEqual([first.status, next.status, next.body.riskScore], [status, 200, 28])
    })
})
