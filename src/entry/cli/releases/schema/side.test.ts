import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { aCheckout, type Checkout } from '../../../../../tests/support/checkout.ts'
import { sideOf, sidesOf } from './side.ts'

const here = process.cwd()
let checkout: Checkout

before(() => {
  checkout = aCheckout()
  process.chdir(checkout.folder)
  checkout.write('prisma/schema.prisma', 'one')
  checkout.write('many/a.prisma', 'a')
  checkout.write('many/models/b.prisma', 'b')
  checkout.write('many/readme.md', 'not a schema')
  checkout.commit('base')
  checkout.write('prisma/schema.prisma', 'two')
  checkout.write('fresh/schema.prisma', 'fresh')
})
after(() => {
  process.chdir(here)
  checkout.remove()
})

describe('one side of a comparison', () => {
  test('is a file as it stands, or as a commit has it', async () => {
    const sides = [await sideOf('./prisma/schema.prisma'), await sideOf('git:main:prisma/schema.prisma')]

    assert.deepEqual(
      sides.map(({ files }) => files),
      [[{ path: 'prisma/schema.prisma', text: 'two' }], [{ path: 'prisma/schema.prisma', text: 'one' }]],
    )
  })

  test('X6: is every schema of a folder, and of a folder of a commit', async () => {
    const files = [
      { path: 'many/a.prisma', text: 'a' },
      { path: 'many/models/b.prisma', text: 'b' },
    ]

    assert.deepEqual((await sideOf('many/')).files, files)
    assert.deepEqual((await sideOf('git:HEAD:many/')).files, files)
  })

  for (const [what, given, exitCode] of [
    ['a file that is not there', 'nowhere.prisma', 3],
    ['a commit that is not there', 'git:nowhere:prisma/schema.prisma', 3],
    ['a commit that looks like an option', 'git:--all:prisma/schema.prisma', 3],
    ['a commit without a path', 'git:main', 2],
    ['a folder without a schema', '.git/refs', 3],
  ] as const)
    test(`is refused for ${what}`, async () => {
      await assert.rejects(async () => sideOf(given), { exitCode })
    })
})

describe('a base that its commit does not have', () => {
  test('is a new schema where the target stands at the same path', async () => {
    const { isNew, base } = await sidesOf('git:main:fresh/schema.prisma', 'fresh/schema.prisma')

    assert.deepEqual([isNew, base.files], [true, []])
  })

  test('is a mistyped one anywhere else, by which no change must pass', async () => {
    await assert.rejects(sidesOf('git:main:prisma/shcema.prisma', 'prisma/schema.prisma'), { exitCode: 3 })
  })
})
