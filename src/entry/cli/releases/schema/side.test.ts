import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { aCheckout, type Checkout } from '../../../../../tests/support/checkout.ts'
import { Trouble } from '../../trouble.ts'
import { sideOf } from './side.ts'

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
})
after(() => {
  process.chdir(here)
  checkout.remove()
})

const pathsOf = async (given: string): Promise<string[]> =>
  (await sideOf(given)).files.map(({ path }) => path)

describe('one side of a comparison', () => {
  test('is a file as it stands, or as a commit has it', async () => {
    const sides = [await sideOf('./prisma/schema.prisma'), await sideOf('git:main:prisma/schema.prisma')]

    assert.deepEqual(
      sides.map(({ files }) => files),
      [
        [{ path: 'prisma/schema.prisma', content: 'two' }],
        [{ path: 'prisma/schema.prisma', content: 'one' }],
      ],
    )
  })

  test('X6: is every schema of a folder, and of a folder of a commit', async () => {
    const files = [
      { path: 'many/a.prisma', content: 'a' },
      { path: 'many/models/b.prisma', content: 'b' },
    ]

    assert.deepEqual((await sideOf('many/')).files, files)
    assert.deepEqual((await sideOf('git:HEAD:many/')).files, files)
  })

  test('is named from the root of the repository, in whatever folder of it this runs', async (t) => {
    t.after(() => process.chdir(checkout.folder))
    process.chdir('many/models')

    const paths = await Promise.all(
      ['.', 'b.prisma', '..', 'git:main:many', 'git:main:./', 'git:main:../models'].map(pathsOf),
    )

    const [a, b] = ['many/a.prisma', 'many/models/b.prisma']
    assert.deepEqual(paths, [[b], [b], [a, b], [a, b], [b], [b]])
  })

  test('is named as it was given where it lies in no repository', async (t) => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'keyhold-elsewhere-'))
    t.after(() => {
      process.chdir(checkout.folder)
      rmSync(elsewhere, { recursive: true })
    })
    process.chdir(elsewhere)
    writeFileSync('schema.prisma', 'alone')

    const { files, place } = await sideOf('./schema.prisma')

    assert.deepEqual([files, place], [[{ path: 'schema.prisma', content: 'alone' }], null])
  })

  describe('at a commit by a name', () => {
    before(() => {
      checkout.git('update-ref', 'refs/remotes/origin/main', 'main')
      checkout.git('commit', '--quiet', '--allow-empty', '--message', 'theirs')
      checkout.git('update-ref', 'refs/tags/origin/main', 'main')
    })
    after(() => {
      checkout.git('update-ref', '-d', 'refs/tags/origin/main')
    })

    for (const name of ['origin/main', 'origin/main~0', 'origin/main@{0}'])
      test(`X10: is refused where a tag and the branch of a remote have it, as whoever pushed the tag would choose: ${name}`, async () => {
        const refusal = await sideOf(`git:${name}:prisma`).catch((error: unknown) => error)

        assert.ok(refusal instanceof Trouble)
        assert.equal(refusal.exitCode, 2)
        assert.match(refusal.hint!, /refs\/remotes\/origin\/main,/)
        assert.deepEqual(refusal.details, ['refs/tags/origin/main', 'refs/remotes/origin/main'])
      })

    test('X10: is the one that is named wholly', async () => {
      const { commit } = await sideOf('git:refs/remotes/origin/main:prisma')

      assert.equal(commit?.hash, checkout.git('rev-parse', 'main~1').trim())
    })
  })

  for (const [what, given, exitCode] of [
    ['a file that is not there', 'nowhere.prisma', 3],
    ['a commit that is not there', 'git:nowhere:prisma/schema.prisma', 3],
    ['a commit that looks like an option', 'git:--all:prisma/schema.prisma', 3],
    ['a commit without a path', 'git:main', 2],
    ['a path that leads out of the repository', 'git:main:../prisma', 2],
    ['a path of the machine', 'git:main:/prisma', 2],
    ['a folder without a schema', '.git/refs', 3],
  ] as const)
    test(`is refused for ${what}`, async () => {
      await assert.rejects(async () => sideOf(given), { exitCode })
    })
})
