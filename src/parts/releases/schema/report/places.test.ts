import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffSchemas } from './ask.ts'
import { diffOf, found, model, schemaOf } from './diff.fixture.ts'

const datasource = { path: 'main.prisma', content: schemaOf('') }
const files = (path: string, content: string) => [datasource, { path, content }]
const placesOf = async (base: ReturnType<typeof files>, target: ReturnType<typeof files>) => {
  const { report } = await diffSchemas({ base, target, migration: [], rowCounts: {} })
  return found(report, 'D1').map(({ place, basePlace }) => [place, basePlace])
}
const at = (file: string, line: number) => ({ file, line })

test('D1: stands in the file where the table stood, at the end of what is left above it', async () => {
  const [above, below] = [model('Above'), model('Below')]

  const places = await placesOf(
    files('order.prisma', `${above}\n${model('Old')}\n${below}`),
    files('order.prisma', `\n${above}\n${below}`),
  )

  assert.deepEqual(places, [[at('order.prisma', 4), at('order.prisma', 5)]])
})

test('D1: stands at what is left below it where nothing is above, and at the first line of a file without any', async () => {
  const below = await placesOf(
    files('order.prisma', model('Old') + model('Below')),
    files('order.prisma', `\n${model('Below')}`),
  )
  const alone = await placesOf(files('order.prisma', model('Old')), files('order.prisma', '// empty\n'))

  assert.deepEqual(
    [below, alone].map((places) => places[0]![0]),
    [at('order.prisma', 2), at('order.prisma', 1)],
  )
})

test('D1: of a file that is gone stands at the first line of the schema', async () => {
  const places = await placesOf(files('old.prisma', model('Old')), files('new.prisma', model('New', 'n Int')))

  assert.deepEqual(places, [[at('main.prisma', 1), at('old.prisma', 1)]])
})

test('D1: of two single files stands in the one after, whatever they are called', async () => {
  const [base, target] = ['base.prisma', 'prisma/schema.prisma'].map((path, isAfter) => [
    { path, content: schemaOf(model('Post') + (isAfter ? '' : model('Old'))) },
  ])

  const { report } = await diffSchemas({ base: base!, target: target!, migration: [], rowCounts: {} })

  assert.deepEqual(found(report, 'D1')[0]!.place, at('prisma/schema.prisma', 7))
})

test('L1, L5 and U1: stand at the @@index or @@unique that they are about, and I1 where it stood', async () => {
  const fields = ['a Int @map("an_a")', 'b Int?', '']
  const lines = (index: string) => [...fields, index]
  const migration = 'SELECT 1; CREATE INDEX CONCURRENTLY i ON "Post"(an_a, b);'

  const [plain, concurrent, unique, dropped] = [
    await diffOf(model('Post', ...fields), model('Post', ...lines('@@index([a(sort: Desc), b])'))),
    await diffOf(model('Post', ...fields), model('Post', ...lines('@@index(fields: [a, b])')), { migration }),
    await diffOf(model('Post', ...fields), model('Post', ...lines('@@unique([a], map: "x")'))),
    await diffOf(model('Post', ...lines('@@index([a])')), model('Post', ...fields)),
  ]

  assert.deepEqual(
    [found(plain, 'L1'), found(concurrent, 'L5'), found(unique, 'U1')].map(([each]) => each!.place.line),
    [10, 10, 10],
  )
  assert.equal(found(dropped, 'I1')[0]!.basePlace!.line, 10)
})

test('E1: stands at the field, or the model, of the new name', async () => {
  const column = await diffOf(model('Post', 'a Int'), model('Post', 'c Int'), {
    migration: 'ALTER TABLE "Post" RENAME COLUMN a TO c;',
  })
  const table = await diffOf(model('Post'), `${model('Tag', 'n Int')}${model('Note')}`, {
    migration:
      'ALTER TABLE "Post" RENAME TO "Note"; CREATE TABLE "Tag" (id int PRIMARY KEY, n int NOT NULL);',
  })

  assert.deepEqual(
    [column, table].map((report) => found(report, 'E1')[0]!.place.line),
    [7, 9],
  )
})
