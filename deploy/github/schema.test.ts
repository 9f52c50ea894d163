// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStage, type Stage } from './job.fixture.ts'
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
  checkout.commit('base')
  checkout.git('checkout', '--quiet', '-b', 'topic')
  checkout.write('prisma/schema.prisma', model('  name String\n'))
  checkout.write('many/models/order $(id) "é".prisma', 'model Order {\n  id Int @id\n}\n')
  checkout.write('harmless.prisma', model('  name String\n  nick String?\n'))
  checkout.write('fresh/schema.prisma', model('  name String\n'))
  checkout.write('broken.prisma', `${model('')}\nmodel Other {\n  id Nothing @id\n}\n`)
  checkout.write('migration.sql', 'ALTER TABLE "User" DROP COLUMN "nick";\n')
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
      /^::error title=Keyhold,file=prisma\/schema\.prisma,line=6::D2: User\.nick is dropped/m,
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

  test('X1: of a schema that is none fails with its line', async () => {
    const used = await stage.use({ schema: 'broken.prisma' }, event(17))

    assert.deepEqual([used.exitCode, used.outputs.schema], [1, 'refused'])
    assert.match(used.log, /^::error title=Keyhold,file=broken\.prisma,line=11::/m)
  })

  test('X11: shows no address of a database', async () => {
    const used = await stage.use({ schema: 'prisma/schema.prisma' }, event(18))

    assert.equal(used.log.includes('hunter2'), false)
  })

  test('looks at the migration, too, and stands in the comment of the pull request', async () => {
    const inputs = {
      schema: 'prisma/schema.prisma',
      'schema-migration': 'migration.sql',
      'pull-request': 'true',
    }

    const used = await stage.use(inputs, event(19))

    const { diffs } = await stage.ask<{ diffs: { level: string }[] }>('/internal/schema/diffs?prNumber=19')
    assert.deepEqual(
      diffs.map(({ level }) => level),
      ['critical'],
      used.log,
    )
    assert.match(stage.host.comments.get(19)![0]!.body, /schema/i)
  })

  test('compares a push with what was there before', async () => {
    const before = stage.checkout.git('rev-parse', 'main').trim()

    const used = await stage.use({ schema: 'prisma/schema.prisma' }, { before })

    assert.equal(used.outputs['schema-level'], 'critical', used.log)
  })

  for (const [what, inputs] of [
    ['a path where nothing is', { schema: 'nowhere.prisma' }],
    ['a level that is none', { schema: 'harmless.prisma', 'schema-level': 'grave' }],
    ['a migration that is not there', { schema: 'harmless.prisma', 'schema-migration': 'nowhere.sql' }],
  ] as const)
    test(`is refused for ${what}`, async () => {
      const used = await stage.use(inputs, event(20))

      assert.equal(used.exitCode, 1)
      assert.match(used.log, /^::error title=Keyhold::/m)
    })
})
