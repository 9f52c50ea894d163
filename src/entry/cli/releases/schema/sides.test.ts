import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { aCheckout, type Checkout } from '../../../../../tests/support/checkout.ts'
import { Trouble } from '../../trouble.ts'
import { type Sides, sidesOf } from './sides.ts'

const here = process.cwd()
let checkout: Checkout

before(() => {
  checkout = aCheckout()
  process.chdir(checkout.folder)
  checkout.write('packages/db/prisma/schema.prisma', 'one')
  checkout.commit('base')
  checkout.write('fresh/schema.prisma', 'fresh')
})
beforeEach(() => process.chdir(checkout.folder))
after(() => {
  process.chdir(here)
  checkout.remove()
})

/** What a refusal says. */
async function refusalOf(asked: Promise<Sides>): Promise<Trouble> {
  const outcome = await asked.catch((error: unknown) => error)
  assert.ok(outcome instanceof Trouble, 'it was taken')
  return outcome
}

describe('a base that its commit does not have', () => {
  test('is a new schema where the target stands at the same place', async () => {
    const { isNew, base } = await sidesOf('git:main:fresh/schema.prisma', 'fresh/schema.prisma')

    assert.deepEqual([isNew, base.files], [true, []])
  })

  test('X10: is a mistyped one anywhere else, and the path that it should be is named', async () => {
    const { exitCode, hint, details } = await refusalOf(
      sidesOf('git:main:packages/db/prisma/shcema.prisma', 'packages/db/prisma/schema.prisma'),
    )

    assert.equal(exitCode, 2)
    assert.match(hint!, /git:main:packages\/db\/prisma\/schema\.prisma$/)
    assert.deepEqual(details, ['Schemas at "main":', 'packages/db/prisma/schema.prisma'])
  })

  test('X10: is mistyped, too, where it is the same word of another folder', async () => {
    process.chdir('packages/db')

    const { exitCode, hint } = await refusalOf(sidesOf('git:main:prisma', 'prisma'))

    assert.equal(exitCode, 2)
    assert.match(hint!, /git:main:packages\/db\/prisma$/)
  })

  test('X10: is found from a folder of the repository, by a path that begins there or at the root', async () => {
    process.chdir('packages/db')

    const bases = [
      await sidesOf('git:main:./prisma', 'prisma'),
      await sidesOf('git:main:packages/db/prisma', 'prisma'),
    ]

    assert.deepEqual(
      bases.map(({ isNew, base }) => [isNew, base.files.length]),
      [
        [false, 1],
        [false, 1],
      ],
    )
  })

  test('X10: is no new schema where it lies in another repository', async (t) => {
    const other = aCheckout()
    t.after(() => other.remove())
    other.write('fresh/schema.prisma', 'other')

    const { exitCode } = await refusalOf(
      sidesOf('git:main:fresh/schema.prisma', `${other.folder}/fresh/schema.prisma`),
    )

    assert.equal(exitCode, 2)
  })
})

describe('a schema that moved', () => {
  let moving: Checkout
  before(() => {
    moving = aCheckout()
    moving.write('prisma/schema.prisma', 'one')
    moving.commit('base')
    moving.git('checkout', '--quiet', '-b', 'topic')
    rmSync(`${moving.folder}/prisma/schema.prisma`)
    moving.write('prisma/schema/all.prisma', 'less')
    moving.commit('moved')
  })
  beforeEach(() => process.chdir(moving.folder))
  after(() => moving.remove())

  for (const target of ['prisma/schema', 'git:topic:prisma/schema'])
    test(`X10: is taken for no new one, by which what it lost would pass, at ${target}`, async () => {
      const { exitCode, hint, details } = await refusalOf(sidesOf('git:main:prisma/schema', target))

      assert.equal(exitCode, 2)
      assert.match(hint!, /git:main:prisma\/schema\.prisma .*--new$/)
      assert.deepEqual(details, ['Gone:', 'prisma/schema.prisma'])
    })

  test('is compared by the name that it had, and by the folder above', async () => {
    const sides = [
      await sidesOf('git:main:prisma/schema.prisma', 'prisma/schema'),
      await sidesOf('git:main:prisma', 'prisma'),
    ]

    assert.deepEqual(
      sides.map(({ isNew }) => isNew),
      [false, false],
    )
  })

  test('is another one where that is said', async () => {
    const { isNew } = await sidesOf('git:main:prisma/schema', 'prisma/schema', true)

    assert.equal(isNew, true)
  })

  describe('and left something where it was', () => {
    const model = (name: string, map = ''): string => `model ${name} {\n  id Int @id\n${map}}\n`
    let leaving: Checkout
    beforeEach(() => {
      leaving = aCheckout()
      leaving.write('prisma/schema.prisma', model('User') + model('Post', '  @@map("posts")\n'))
      leaving.commit('base')
      leaving.write('db/schema.prisma', model('Post', '  @@map("posts")\n'))
      process.chdir(leaving.folder)
    })
    afterEach(() => leaving.remove())
    const old = 'prisma/schema.prisma'

    for (const [what, leave] of [
      ['a copy of it', () => undefined],
      ['a file that says nothing', () => leaving.write(old, '// moved\n')],
      [
        'a link to it',
        () => {
          rmSync(old)
          symlinkSync('../db/schema.prisma', old)
        },
      ],
      [
        'a folder of its name',
        () => {
          rmSync(old)
          mkdirSync(old)
        },
      ],
    ] as const)
      test(`X10: is taken for no new one by that: ${what}`, async () => {
        leave()

        const { exitCode, hint, details } = await refusalOf(sidesOf('git:main:db', 'db'))

        assert.equal(exitCode, 2)
        assert.match(hint!, /git:main:prisma\/schema\.prisma db, .*--new$/)
        assert.deepEqual(details, ['Perhaps with the same tables:', old])
      })

    for (const [what, schema] of [
      ['a model of another name that is mapped to it', model('Person', '  @@map("User")\n')],
      ['such a map in other words', model('Person', '  @@ map ( name : "\\u0055ser" )\n')],
      ['a space that is none of ASCII', 'model\u00a0User\u3000{\n id Int @id\n}\n'],
      ['a map alone that both have', model('Letter', '  @@map("posts")\n')],
    ] as const)
      test(`X10: is known by its tables through ${what}`, async () => {
        leaving.write('db/schema.prisma', schema)

        const { details } = await refusalOf(sidesOf('git:main:db', 'db'))

        assert.deepEqual(details, ['Perhaps with the same tables:', old])
      })

    test('is a new schema where it has none of its tables, or that is said', async () => {
      leaving.write('other/schema.prisma', model('Invoice'))

      const sides = [await sidesOf('git:main:other', 'other'), await sidesOf('git:main:db', 'db', true)]

      assert.deepEqual(
        sides.map(({ isNew }) => isNew),
        [true, true],
      )
    })
  })

  test('X10: may be any of them where there are too many to look into', async (t) => {
    const many = aCheckout()
    t.after(() => many.remove())
    for (let at = 0; at <= 200; at++) many.write(`schemas/${at}.prisma`, `model Of${at} {\n}\n`)
    many.commit('base')
    many.write('db/schema.prisma', 'model Invoice {\n}\n')
    process.chdir(many.folder)

    const { exitCode, details } = await refusalOf(sidesOf('git:main:db', 'db'))

    assert.deepEqual([exitCode, details.at(-1)], [2, '…and 196 more'])
  })
})
