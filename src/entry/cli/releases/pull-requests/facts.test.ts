import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { aCheckout, type Checkout } from '../../../../../tests/support/checkout.ts'
import { parseNumstat } from '../../../../parts/releases/index.ts'
import { troubleOf } from '../../trouble.ts'
import { factsOf, type FileFact } from './facts.ts'

const here = process.cwd()
const strange = 'src/a "quoted"\nname $(id) é.ts'
let checkout: Checkout
let base = ''
let head = ''

before(() => {
  checkout = aCheckout()
  process.chdir(checkout.folder)
  checkout.write('old name.ts', 'one\ntwo\nthree\nfour\n')
  checkout.write('gone.ts', 'gone, and like nothing else\n')
  checkout.write('.gitattributes', 'made.ts linguist-generated\nby-hand.lock linguist-generated=false\n')
  base = checkout.commit('base')
  checkout.git('checkout', '--quiet', '-b', 'topic')
  checkout.git('mv', 'old name.ts', 'new name.ts')
  checkout.git('rm', '--quiet', 'gone.ts')
  checkout.write('new name.ts', 'one\ntwo\nthree\nfour\nfive\n')
  checkout.write(strange, 'a\nb\n')
  checkout.write('picture.png', Buffer.from([0, 1, 2, 3, 0]))
  checkout.write('made.ts', 'x\n')
  checkout.write('by-hand.lock', 'x\n')
  head = checkout.commit('topic')
  checkout.git('checkout', '--quiet', 'main')
  checkout.write('elsewhere.ts', 'not of the topic\n')
  checkout.commit('meanwhile')
})
after(() => {
  process.chdir(here)
  checkout.remove()
})

const file = (files: readonly FileFact[], path: string) => files.find((each) => each.path === path)

describe('the facts of a change, by git', () => {
  test('P5: tell names as they are, renames, binary files and what was removed', async () => {
    const { files } = await factsOf({}, 'main', 'topic')

    const facts = { previousPath: null, deletions: 0, binary: false, generated: null }
    assert.deepEqual(file(files, strange), { ...facts, path: strange, status: 'added', additions: 2 })
    assert.deepEqual(file(files, 'new name.ts'), {
      ...facts,
      path: 'new name.ts',
      previousPath: 'old name.ts',
      status: 'renamed',
      additions: 1,
    })
    assert.deepEqual(file(files, 'picture.png'), {
      ...facts,
      path: 'picture.png',
      status: 'added',
      additions: 0,
      binary: true,
    })
    assert.deepEqual([file(files, 'gone.ts')?.status, file(files, 'gone.ts')?.deletions], ['removed', 1])
  })

  test('P2: leave out what came to the base meanwhile', async () => {
    const { files, mergeBase } = await factsOf({}, 'main', 'topic')

    assert.deepEqual([mergeBase, file(files, 'elsewhere.ts')], [base, undefined])
  })

  test('P2: say what .gitattributes call generated, and what they call written by hand', async () => {
    const { files } = await factsOf({}, 'main', 'topic')

    assert.deepEqual(
      ['made.ts', 'by-hand.lock', 'picture.png'].map((path) => file(files, path)?.generated),
      [true, false, null],
    )
  })

  test('are of the commits that the CI names, where nobody names others', async () => {
    const facts = await factsOf({ base: 'main', commit: head })

    assert.deepEqual([facts.head, facts.mergeBase], [head, base])
  })

  test('P8: have the owners that the base names, not those that the change does', async () => {
    checkout.git('checkout', '--quiet', 'topic')
    checkout.write('CODEOWNERS', '* @eve\n')
    const last = checkout.commit('owners')

    const [before, after] = [await factsOf({}, 'main', last), await factsOf({}, last, last)]

    assert.deepEqual([before.codeowners, after.codeowners], [null, '* @eve\n'])
  })

  test('do not heed the settings of whoever asks', async () => {
    const plain = await factsOf({}, 'main', 'topic')
    for (const [name, value] of [
      ['diff.renames', 'false'],
      ['diff.relative', 'true'],
      ['diff.external', 'false'],
      ['color.ui', 'always'],
      ['core.quotePath', 'true'],
    ])
      checkout.git('config', name!, value!)

    const set = await factsOf({}, 'main', 'topic')

    assert.deepEqual(set, plain)
  })

  for (const [what, given] of [
    ['a base that is not there', ['elsewhere', 'topic']],
    ['a head that is not there', ['main', 'elsewhere']],
    ['a base that looks like an option', ['--output=pwned', 'topic']],
  ] as const)
    test(`are refused for ${what}, with the cure`, async () => {
      await assert.rejects(factsOf({}, ...given), { exitCode: 3, hint: /fetch-depth: 0/ })
    })

  test('are refused where nothing says what the change is made against', async () => {
    await assert.rejects(factsOf({}), { exitCode: 2, hint: /origin\/main/ })
  })

  test('are refused outside of a checkout, as what that is', async () => {
    process.chdir('/')
    try {
      await assert.rejects(factsOf({}, 'main'), { message: /no checkout/, hint: /in a checkout/ })
    } finally {
      process.chdir(checkout.folder)
    }
  })

  test('are refused for branches that have nothing in common', async () => {
    checkout.git('checkout', '--quiet', '--orphan', 'lonely')
    checkout.commit('lonely')

    await assert.rejects(factsOf({}, 'main', 'lonely'), /have no commit in common/)
  })
})

test('P5: a change of more files than the server takes is told in words', () => {
  const told = () => parseNumstat(Buffer.from('1\t0\ta.ts\0'.repeat(10_001)))

  assert.throws(told, (error) => /^Record 10001 .* wants at most 10000 files$/.test(troubleOf(error).message))
})
