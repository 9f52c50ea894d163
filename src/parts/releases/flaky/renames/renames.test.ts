import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld } from '../../../../../tests/support/world.ts'
import {
  aCi,
  aCommit,
  candidatesOf,
  type Ci,
  get,
  idOf,
  run,
  send,
  testOf,
  testsOf,
} from '../flaky.fixture.ts'

interface Suggested {
  oldId: string
  newId: string
  oldTitle: string
  newTitle: string
  commit: string | null
  likeness: number
}

const renamesOf = async (ci: Ci) =>
  (await get<{ renames: Suggested[] }>(ci, '/internal/tests/renames')).body.renames

const merge = (ci: Ci, id: string, into: string) => send(ci, 'POST', `/internal/tests/${id}/merge`, { into })

const judged = async ({ world }: Ci): Promise<void> => {
  world.advance(10)
  await world.app.runDue({ budgetMilliseconds: 2000 })
}

describe('a test that vanished in the commit in which another appeared', () => {
  test('F5: is suggested as its former name, with the commit, and not merged by itself', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { 'signs the user in': 'fp', waits: 'p', buys: 'p' })
    const commit = aCommit()
    await run(ci, { 'signs the user in again': 'p', waits: 'p', buys: 'p' }, { commit })

    const [found, ...others] = await renamesOf(ci)

    assert.deepEqual(others, [])
    assert.deepEqual(
      [found!.oldTitle, found!.newTitle, found!.commit],
      ['Login › signs the user in', 'Login › signs the user in again', commit],
    )
    assert.equal((await testsOf(ci)).length, 4)
  })

  for (const [what, first, second] of [
    [
      'another file',
      [{ 'signs in': 'p', waits: 'p' }, {}],
      [{ 'signs in now': 'p', waits: 'p' }, { file: 'src/other.test.ts' }],
    ],
    [
      'a name that has nothing in common',
      [{ adds: 'p', waits: 'p' }, {}],
      [{ 'user logs out': 'p', waits: 'p' }, {}],
    ],
    [
      'another kind of machine',
      [{ 'signs in': 'p', waits: 'p' }, { shard: '1' }],
      [{ 'signs in now': 'p', waits: 'p' }, { shard: '2' }],
    ],
  ] as const)
    test(`F5: is not suggested for ${what}`, async () => {
      const ci = await aCi(await testWorld())

      await run(ci, first[0], first[1])
      await run(ci, second[0], second[1])

      assert.deepEqual(await renamesOf(ci), [])
    })

  for (const [what, before, after, count] of [
    ['the only test of its suite', { 'saves the order': 'p' }, { 'saves the orders': 'p' }, 1],
    [
      'one of most that were renamed at once',
      { alone: 'p', 'adds an item': 'p', 'drops an item': 'p', 'counts an item': 'p' },
      { alone: 'p', 'adds an article': 'p', 'drops an article': 'p', 'counts an article': 'p' },
      3,
    ],
  ] as const)
    test(`F5: is suggested where it is ${what}`, async () => {
      const ci = await aCi(await testWorld())
      await run(ci, before)
      await run(ci, { browses: 'p' }, { file: 'e2e/shop.test.ts' })
      await run(ci, after)

      assert.equal((await renamesOf(ci)).length, count)
    })

  test('F5: is suggested no longer once it is seen again', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { 'signs in': 'p', waits: 'p' })
    await run(ci, { 'signs in now': 'p', waits: 'p' })
    const before = await renamesOf(ci)

    await run(ci, { 'signs in': 'p', waits: 'p' })

    assert.deepEqual([before.length, (await renamesOf(ci)).length], [1, 0])
  })
})

describe('a test that is merged into another', () => {
  test('F5: leaves what it did to it: history, counts, verdict and quarantine', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 4; commit++) await run(ci, { old: 'fp', waits: 'p' })
    for (let commit = 0; commit < 2; commit++) await run(ci, { new: 'p', waits: 'p' })
    const [from, into] = [await idOf(ci, 'old'), await idOf(ci, 'new')]
    await send(ci, 'PUT', `/internal/tests/${from}/quarantine`, { owner: 'ada' })

    const { status } = await merge(ci, from, into)
    await judged(ci)

    const { strip, standings, formerNames, verdicts } = await testOf(ci, into)
    assert.equal(status, 200)
    assert.deepEqual(
      strip.map(({ outcome }) => outcome),
      ['mixed', 'mixed', 'mixed', 'mixed', 'passed', 'passed'],
    )
    assert.deepEqual(
      [standings[0]!.runs, standings[0]!.verdict, standings[0]!.quarantine!.owner],
      [6, 'flaky', 'ada'],
    )
    assert.deepEqual([formerNames.map(({ title }) => title), verdicts.length > 0], [['Login › old'], true])
    assert.deepEqual(
      (await testsOf(ci)).map(({ name }) => name),
      ['new', 'waits'],
    )
  })

  test('F5: is found by its former name, and runs under that name count for it', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { old: 'p', waits: 'p' })
    await run(ci, { new: 'p', waits: 'p' })
    const [from, into] = [await idOf(ci, 'old'), await idOf(ci, 'new')]
    await merge(ci, from, into)

    await run(ci, { old: 'fp', waits: 'p' })
    await run(ci, { old: 'f', new: 'p', waits: 'p' })

    const found = await testOf(ci, from)
    assert.deepEqual([found.id, found.standings[0]!.runs], [into, 4])
    assert.deepEqual(
      found.strip.map(({ outcome }) => outcome),
      ['passed', 'passed', 'mixed', 'passed'],
    )
    assert.deepEqual(
      (await candidatesOf(ci)).map(({ name, verdict }) => [name, verdict]),
      [['new', 'flaky']],
    )
  })

  for (const [what, ids] of [
    ['itself', (old: string) => [old, old]],
    ['what is merged already', (old: string, other: string, third: string) => [other, old, third]],
  ] as const)
    test(`is refused with 409 for ${what}`, async () => {
      const ci = await aCi(await testWorld())
      await run(ci, { old: 'p', other: 'p', third: 'p' })
      const [from, into, before] = ids(
        await idOf(ci, 'old'),
        await idOf(ci, 'other'),
        await idOf(ci, 'third'),
      ) as string[]
      if (before) await merge(ci, into!, before)

      const { status, body } = await merge(ci, from!, into!)

      assert.deepEqual([status, body.code], [409, 'TEST_MERGE_REFUSED'])
    })

  test('is 404 where either is of another account', async () => {
    const world = await testWorld()
    const [ci, stranger] = [await aCi(world), await aCi(world, { whose: 'charlie' })]
    await run(ci, { mine: 'p' })
    await run(stranger, { theirs: 'p' })
    const [mine, theirs] = [await idOf(ci, 'mine'), await idOf(stranger, 'theirs')]

    const answers = [await merge(ci, mine, theirs), await merge(ci, theirs, mine)]

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.code]),
      [
        [404, 'TEST_NOT_FOUND'],
        [404, 'TEST_NOT_FOUND'],
      ],
    )
  })
})
