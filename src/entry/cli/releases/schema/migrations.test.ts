import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { aCheckout, type Checkout } from '../../../../../tests/support/checkout.ts'
import { migrationsOf } from './migrations.ts'
import { type Side, sideOf } from './side.ts'

const here = process.cwd()
let checkout: Checkout
let base: Side

before(async () => {
  checkout = aCheckout()
  process.chdir(checkout.folder)
  checkout.write('schema.prisma', 'one')
  checkout.write('migrations/1_old/migration.sql', 'old\n')
  checkout.commit('base')
  checkout.write('migrations/3_index/migration.sql', 'index')
  checkout.write('migrations/2_column/migration.sql', 'column')
  checkout.write('migrations/2_column/notes.sql', 'no migration')
  base = await sideOf('git:main:schema.prisma')
})
after(() => {
  process.chdir(here)
  checkout.remove()
})

const [old, column, index] = ['1_old', '2_column', '3_index'].map(
  (name) => `migrations/${name}/migration.sql`,
)
const pathsOf = async (...paths: string[]): Promise<string[]> =>
  (await migrationsOf(paths, base)).files.map(({ path }) => path)

describe('X10: the migrations that are looked at', () => {
  test('X10: are, of a folder, those that the commit of the base does not have, in the order of their paths', async () => {
    assert.deepEqual(await pathsOf('migrations'), [column, index])
    assert.deepEqual(await pathsOf('./migrations/3_index'), [index])
  })

  test('are those that are named, in that order, and each once', async () => {
    const paths = await pathsOf(index!, old!, `./${index}`)

    assert.deepEqual(paths, [index, old])
  })

  test('are, of a folder, all where the base is no commit', async () => {
    const { files } = await migrationsOf(['migrations'], await sideOf('schema.prisma'))

    assert.deepEqual(
      files.map(({ path, content }) => [path, content]),
      [
        [old, 'old\n'],
        [column, 'column'],
        [index, 'index'],
      ],
    )
  })

  test('are one that does nothing where a folder has none that is new', async () => {
    assert.deepEqual(await migrationsOf(['migrations/1_old'], base), {
      files: [{ path: 'migrations/1_old', content: '' }],
      changed: [],
    })
    assert.deepEqual(await migrationsOf([], base), { files: [], changed: [] })
  })

  test('X10: are, of a folder, also one that the base has otherwise, and it is told', async (t) => {
    t.after(() => checkout.write(old!, 'old\n'))
    checkout.write(old!, 'old\nDELETE FROM "User";\n')

    const { files, changed } = await migrationsOf(['migrations', 'migrations/1_old'], base)

    assert.deepEqual([files.map(({ path }) => path), changed], [[old, column, index], [old]])
  })

  test('are, of a folder, none that differs by the ends that Windows gives to lines', async (t) => {
    t.after(() => checkout.write(old!, 'old\n'))
    checkout.write(old!, 'old\r\n')

    assert.deepEqual(await pathsOf('migrations'), [column, index])
  })

  test('X10: are, of a folder, one that an end of a line in the middle changes', async (t) => {
    t.after(() => checkout.write(old!, 'old\n'))
    checkout.write(old!, 'o\rld\n')

    assert.deepEqual(await pathsOf('migrations/1_old'), [old])
  })

  for (const [what, path] of [
    ['nothing', 'nowhere'],
    ['no migration', '.git/refs'],
  ] as const)
    test(`are refused where ${what} is at a path, as nothing of it may go unseen`, async () => {
      await assert.rejects(migrationsOf(['migrations', path], base), { exitCode: 3 })
    })
})
