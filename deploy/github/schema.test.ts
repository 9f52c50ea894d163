// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { aCheckout } from '../../tests/support/checkout.ts'
import { openStage, type Stage, webhookSecret } from './job.fixture.ts'
import { needsPrograms } from './runner.fixture.ts'

let stage: Stage
const model = (fields: string): string =>
  `datasource db {\n  provider = "postgresql"\n  url = "postgres://app:hunter2@db/app"\n}\n\nmodel User {\n  id Int @id\n${fields}}\n`

before(async () => {
  stage = await openStage()
  const { checkout } = stage
  checkout.write('prisma/schema.prisma', model('  name String\n  nick String?\n'))
  checkout.write('many/base.prisma', model(''))
  checkout.write('many/models/order $(id) "é".prisma', 'model Order {\n  id Int @id\n  total Int\n}\n')
  checkout.write('harmless.prisma', model('  name String\n'))
  checkout.write('migrations/1_old/migration.sql', 'ALTER TABLE "User" ADD COLUMN "old" TEXT;\n')
  checkout.commit('base')
  checkout.git('checkout', '--quiet', '-b', 'topic')
  checkout.write('prisma/schema.prisma', model('  name String\n'))
  checkout.write('many/models/order $(id) "é".prisma', 'model Order {\n  id Int @id\n}\n')
  checkout.write('harmless.prisma', model('  name String\n  nick String?\n'))
  checkout.write(
    'fresh/schema.prisma',
    'datasource db {\n  provider = "postgresql"\n}\n\nmodel Invoice {\n  id Int @id\n}\n',
  )
  checkout.write('broken.prisma', `${model('')}\nmodel Other {\n  id Nothing @id\n}\n`)
  checkout.write('migration.sql', 'ALTER TABLE "User" DROP COLUMN "nick";\n')
  checkout.write('nothing.sql', '-- nothing\n')
  checkout.write('migrations/2_new/migration.sql', 'ALTER TABLE "User" DROP COLUMN "nick";\n')
  symlinkSync('prisma', join(checkout.folder, 'link'))
  checkout.commit('topic')
})
after(() => stage.close())

const event = (number: number) => stage.event(number)

describe('the check of a schema', needsPrograms, () => {
  test('X10: fails from a level on, and marks the line of the schema', async () => {
    const used = await stage.use({ schema: 'prisma/schema.prisma' }, event(12))

    assert.deepEqual(
      [used.exitCode, used.outputs.schema, used.outputs['schema-level']],
      [1, 'failed', 'critical'],
    )
    assert.match(
      used.log,
      /^::error file=prisma\/schema\.prisma,line=6,title=D2%3A .*::User\.nick is dropped/m,
    )
  })

  test('X10: passes where the level is below, and where it may not fail the job', async () => {
    const [harmless, allowed] = [
      await stage.use({ schema: './harmless.prisma' }, event(13)),
      await stage.use({ schema: 'prisma/schema.prisma', 'fail-on': 'tests' }, event(13)),
    ]

    assert.deepEqual([harmless.exitCode, harmless.outputs.schema], [0, 'passed'], harmless.log)
    assert.deepEqual([allowed.exitCode, allowed.outputs.schema], [0, 'failed'])
  })

  test('X10: heeds the level that the workflow names', async () => {
    const used = await stage.use({ schema: 'harmless.prisma', 'schema-level': 'low' }, event(14))

    assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'failed'])
  })

  test('X6: compares a folder of schemas, whatever their names', async () => {
    const used = await stage.use({ schema: 'many/' }, event(15))

    assert.equal(used.outputs.schema, 'failed', used.log)
    assert.match(used.log, /Order\.total is dropped/)
  })

  test('X6: of a new schema is about nothing that could be lost', async () => {
    const used = await stage.use({ schema: 'fresh/schema.prisma' }, event(16))

    assert.deepEqual([used.exitCode, used.outputs['schema-level']], [0, 'low'], used.log)
  })

  for (const path of ['link/schema.prisma', 'prisma/../prisma/schema.prisma', './/prisma//schema.prisma'])
    test(`X10: is that of the schema which lies there, by whatever name: ${path}`, async () => {
      const used = await stage.use({ schema: path }, event(16))

      assert.deepEqual([used.exitCode, used.outputs['schema-level']], [1, 'critical'], used.log)
    })

  describe('of one that moved', () => {
    const moved = { schema: 'prisma/schema' }
    before(() => {
      const { checkout } = stage
      checkout.git('checkout', '--quiet', '-b', 'moving')
      rmSync(join(checkout.folder, 'prisma/schema.prisma'))
      checkout.write('prisma/schema/all.prisma', model('  name String\n'))
      checkout.commit('moved')
    })
    after(() => {
      stage.checkout.git('checkout', '--quiet', 'topic')
    })

    test('X10: is refused, as by a new name all that it lost would pass', async () => {
      const used = await stage.use(moved, event(21))

      assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'], used.log)
      assert.match(used.log, /have gone since: prisma\/schema\.prisma\. .*`schema-new: 'true'`/)
    })

    test('X10: finds what was lost where the folder above both is named', async () => {
      const used = await stage.use({ schema: 'prisma' }, event(21))

      assert.deepEqual([used.exitCode, used.outputs['schema-level']], [1, 'critical'], used.log)
      assert.match(used.log, /User\.nick is dropped/)
    })

    test('passes where it is said to be another one', async () => {
      const used = await stage.use({ ...moved, 'schema-new': 'true' }, event(21))

      assert.deepEqual([used.exitCode, used.outputs.schema], [0, 'passed'], used.log)
    })
  })

  describe('of one that left something where it was', () => {
    const old = 'prisma/schema.prisma'
    const inStage = (): string => join(stage.checkout.folder, old)
    before(() => {
      stage.checkout.write('db/schema.prisma', model('  name String\n'))
    })
    afterEach(() => {
      rmSync(inStage(), { recursive: true })
      stage.checkout.git('checkout', '--', old)
    })
    after(() => rmSync(join(stage.checkout.folder, 'db'), { recursive: true }))

    for (const [what, leave] of [
      ['a copy of it', () => undefined],
      ['a file that says nothing', () => stage.checkout.write(old, '// moved\n')],
      [
        'a link to it',
        () => {
          rmSync(inStage())
          symlinkSync('../db/schema.prisma', inStage())
        },
      ],
      [
        'a folder of its name',
        () => {
          rmSync(inStage())
          mkdirSync(inStage())
        },
      ],
    ] as const)
      test(`X10: is refused by its tables: ${what}`, async () => {
        leave()

        const used = await stage.use({ schema: 'db' }, event(30))

        assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'], used.log)
        assert.match(used.log, /tables of the same names: .*prisma\/schema\.prisma\. .*`schema-new: 'true'`/)
      })

    for (const [what, schema] of [
      ['a map to it in other words', 'model Person {\n  id Int @id\n  @@ map ( name : "\\u0055ser" )\n}\n'],
      ['a space that is none of ASCII', 'model\u00a0User\u3000{\n  id Int @id\n}\n'],
    ] as const)
      test(`X10: is refused by its tables through ${what}`, async () => {
        stage.checkout.write('db/schema.prisma', schema)

        const used = await stage.use({ schema: 'db' }, event(30))

        assert.equal(used.outputs.schema, 'refused', used.log)
        assert.match(used.log, /tables of the same names: /)
      })
  })

  test('X10: is refused for a submodule, whose commits say nothing of the schema before', async (t) => {
    const { checkout } = stage
    mkdirSync(join(checkout.folder, 'sub'))
    const inner = aCheckout(join(checkout.folder, 'sub'))
    t.after(() => {
      checkout.git('reset', '--quiet', '--', 'sub')
      inner.remove()
    })
    inner.write('schema.prisma', model(''))
    inner.commit('inner')
    checkout.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'sub')

    for (const schema of ['sub', 'sub/schema.prisma']) {
      const used = await stage.use({ schema }, event(31))

      assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'], used.log)
      assert.match(used.log, /lies in another repository than this checkout/)
    }
  })

  test('X1: of a schema that is none fails with its line', async () => {
    const used = await stage.use({ schema: 'broken.prisma', 'schema-new': 'true' }, event(17))

    assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'])
    assert.match(used.log, /^::error title=Keyhold,file=broken\.prisma,line=11::/m)
  })

  test('X11: shows no address of a database', async () => {
    const used = await stage.use({ schema: 'prisma/schema.prisma' }, event(18))

    assert.equal(used.log.includes('hunter2'), false)
  })

  test('X8: stands in the comment of the pull request and on the page of the run, with its SQL', async () => {
    const inputs = {
      schema: 'prisma/schema.prisma',
      'schema-migration': 'nothing.sql',
      'pull-request': 'true',
    }

    const used = await stage.use(inputs, event(19))

    const { body } = stage.host.comments.get(19)![0]!
    for (const text of [body, used.summary]) {
      assert.equal(text.match(/^### Schema change: critical/gm)?.length, 1, text)
      assert.match(text, /User\.nick is dropped/)
      assert.match(text, /`` ?`?nothing\.sql|` nothing\.sql `/)
    }
    assert.match(body, /^<!-- keyhold:pull-request -->\n/)
    assert.match(used.summary, /^### .*\n/)
  })

  test('P9: stands in a comment of its own where nobody sent facts of the pull request', async () => {
    await stage.use({ schema: 'prisma/schema.prisma' }, event(22))

    const bodies = stage.host.comments.get(22)!.map(({ body }) => body)
    assert.equal(bodies.length, 1)
    assert.match(bodies[0]!, /^<!-- keyhold:pull-request -->\n\s*### Schema change: critical/)
  })

  test('P9: stays in the comment when another job writes it', async () => {
    await stage.use({ schema: 'prisma/schema.prisma', 'pull-request': 'true' }, event(23))

    await stage.use({ 'pull-request': 'true' }, event(23))

    const bodies = stage.host.comments.get(23)!.map(({ body }) => body)
    assert.equal(bodies.length, 1)
    assert.match(bodies[0]!, /### Schema change: critical/)
  })

  for (const [what, named] of [
    ['a file', 'migration.sql'],
    ['a folder, of which the base has the others', 'migrations/'],
    ['a pattern', './migrations/*/migration.sql'],
    ['several, also one twice', 'nothing.sql\nmigrations\n\nmigrations/2_new/migration.sql\n'],
  ] as const)
    test(`looks at the migration that was written for it, as ${what}`, async () => {
      const used = await stage.use(
        {
          schema: 'prisma/schema.prisma',
          'schema-migration': named,
          'schema-fail-on-missing': 'true',
          'schema-level': 'critical',
          'fail-on': 'tests',
        },
        event(24),
      )

      assert.doesNotMatch(used.log, /does not lead to the schema/, used.log)
      assert.match(used.log, /User\.nick is dropped/)
      assert.doesNotMatch(used.log, /"old"|User\.old/)
    })

  for (const named of ['migrations', 'migrations/*/*.sql'])
    test(`X10: reads a migration that was changed since the base, and tells of it: ${named}`, async (t) => {
      const old = 'migrations/1_old/migration.sql'
      t.after(() => stage.checkout.git('checkout', '--', old))
      stage.checkout.write(old, 'ALTER TABLE "User" ADD COLUMN "old" TEXT;\nDELETE FROM "User";\n')

      const used = await stage.use({ schema: 'harmless.prisma', 'schema-migration': named }, event(28))

      assert.deepEqual([used.exitCode, used.outputs['schema-level']], [1, 'critical'], used.log)
      assert.match(
        used.log,
        /^::warning title=Keyhold,file=migrations\/1_old\/migration\.sql::.* was changed since/m,
      )
      assert.equal(used.log.match(/was changed since/g)?.length, 1)
    })

  test('reads no migration that differs from the base by the ends of its lines alone', async (t) => {
    const old = 'migrations/1_old/migration.sql'
    t.after(() => stage.checkout.git('checkout', '--', old))
    stage.checkout.write(old, 'ALTER TABLE "User" ADD COLUMN "old" TEXT;\r\n')

    const used = await stage.use(
      { schema: 'harmless.prisma', 'schema-migration': 'migrations/1_old' },
      event(28),
    )

    assert.equal(used.exitCode, 0, used.log)
    assert.doesNotMatch(used.log, /was changed since/)
  })

  for (const named of ['nothing.sql', 'migrations/1_old', 'migrations/1_*/*.sql'])
    test(`X10: says that the migration does not lead there, and fails by it where it shall: ${named}`, async () => {
      const inputs = { schema: 'harmless.prisma', 'schema-migration': named }

      const [told, failed] = [
        await stage.use(inputs, event(25)),
        await stage.use({ ...inputs, 'schema-fail-on-missing': 'true' }, event(25)),
      ]

      assert.deepEqual([told.exitCode, told.outputs.schema], [0, 'passed'], told.log)
      assert.deepEqual([failed.exitCode, failed.outputs.schema], [1, 'failed'], failed.log)
      assert.match(told.log, /::notice title=Keyhold::schema: .*the migration does not lead to the schema/)
      assert.match(told.log, /^::warning .*does not lead/m)
    })

  test('X8: writes SARIF for who uploads it', async () => {
    const used = await stage.use({ schema: 'prisma/schema.prisma', 'schema-sarif': 'out.sarif' }, event(26))

    const sarif = JSON.parse(readFileSync(join(stage.checkout.folder, 'out.sarif'), 'utf8')) as {
      runs: { results: { ruleId: string }[] }[]
    }
    assert.ok(
      sarif.runs[0]!.results.some(({ ruleId }) => ruleId === 'D2'),
      used.log,
    )
  })

  test('X8: is told by a signature alone, too', async () => {
    const inputs = { schema: 'prisma/schema.prisma', key: '', 'webhook-secret': webhookSecret }

    const used = await stage.use(inputs, event(27))

    assert.equal(used.outputs.schema, 'failed', used.log)
    assert.match(used.log, /^::error file=prisma\/schema\.prisma,/m)
    assert.match(used.summary, /User\.nick is dropped/)
  })

  test('compares a push with what was there before', async () => {
    const before = stage.checkout.git('rev-parse', 'main').trim()

    const used = await stage.use({ schema: 'prisma/schema.prisma' }, { before })

    assert.equal(used.outputs['schema-level'], 'critical', used.log)
  })

  test('X10: compares with the branch of the remote, and not with a tag that somebody gave its name', async (t) => {
    const { checkout } = stage
    t.after(() => {
      for (const kind of ['tags', 'remotes']) checkout.git('update-ref', '-d', `refs/${kind}/origin/main`)
    })
    checkout.git('update-ref', 'refs/remotes/origin/main', 'main')
    checkout.git('update-ref', 'refs/tags/origin/main', 'topic')
    const asked = event(29)
    const base = { ref: 'main', sha: 'f'.repeat(40), repo: { full_name: 'acme/app' } }

    const used = await stage.use(
      { schema: 'prisma/schema.prisma' },
      { ...asked, pull_request: { ...asked.pull_request, base } },
    )

    assert.equal(used.outputs['schema-level'], 'critical', used.log)
  })

  for (const [what, inputs] of [
    ['a path where nothing is', { schema: 'nowhere.prisma' }],
    ['a level that is none', { schema: 'harmless.prisma', 'schema-level': 'grave' }],
    ['a migration that is not there', { schema: 'harmless.prisma', 'schema-migration': 'nowhere.sql' }],
    ['a pattern that nothing matches', { schema: 'harmless.prisma', 'schema-migration': 'nowhere/*' }],
    [
      'a migration that must reach and is not named',
      { schema: 'harmless.prisma', 'schema-fail-on-missing': 'true' },
    ],
  ] as const)
    test(`is refused for ${what}`, async () => {
      const used = await stage.use(inputs, event(20))

      assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'])
      assert.match(used.log, /^::error title=Keyhold::schema: /m)
    })
})
