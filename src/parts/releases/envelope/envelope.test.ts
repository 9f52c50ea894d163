import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { alice, charlie } from '../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { repositoryFor } from '../repositories/store.ts'
import { type Envelope, envelopeMembers, envelopeOf, envelopeQuery } from './envelope.ts'
import { hashOf, ingestOnce } from './once.ts'

const body = z.object(envelopeMembers)
const query = z.object(envelopeQuery)
const envelope = (given: object): Envelope => envelopeOf(body.parse(given))

describe('an envelope', () => {
  test('says the same in a body and in an address', () => {
    const fromBody = envelope({
      repository: 'acme/app',
      commit: 'ABCDEF1',
      prNumber: 7,
      ciRunId: 99,
      attempt: 2,
    })
    const fromQuery = envelopeOf(
      query.parse({ repository: 'acme/app', commit: 'abcdef1', prNumber: '7', ciRunId: '99', attempt: '2' }),
    )

    assert.deepEqual(fromQuery, fromBody)
  })

  for (const [what, given] of Object.entries({
    'a commit that is a branch': { commit: 'main' },
    'a pull request below 1': { prNumber: 0 },
    'an attempt above 1,000': { attempt: 1001 },
    'a repository of two lines': { repository: 'a\nb' },
    'a repository with a character of no width': { repository: 'acme/app\u200b' },
    'a repository whose letters run the other way': { repository: 'acme/\u202eapp' },
    'a repository with a blank that is none of the keyboard': { repository: 'acme/a\u2003b' },
    'a repository that begins with a blank': { repository: ' acme/app' },
    'a repository that ends with one': { repository: 'acme/app ' },
    'a repository with one between': { repository: 'acme / app' },
    'a repository of marks that nobody sees': { repository: 'acme/a\ufe0f' },
    'a moment without a zone': { sentAt: '2026-01-01T00:00:00' },
  }))
    test(`refuses ${what}`, () => {
      const read = body.safeParse(given)

      assert.equal(read.success, false)
    })

  test('takes a repository with letters of any alphabet in its name', () => {
    const names = ['acme/app', 'Бета/приложение', '東京', 'a']

    const read = names.map((repository) => envelope({ repository }).repository)

    assert.deepEqual(read, names)
  })

  test('F4: has one name for the same content, whenever it is sent', () => {
    const early = envelope({ repository: 'acme/app', ciRunId: '1', sentAt: '2026-01-01T00:00:00Z' })
    const late = envelope({ repository: 'acme/app', ciRunId: '1', sentAt: '2026-01-01T00:05:00Z' })
    const next = envelope({ repository: 'acme/app', ciRunId: '1', attempt: 2 })

    const hashes = [hashOf(early, 'x'), hashOf(late, 'x'), hashOf(next, 'x'), hashOf(early, 'y')]

    assert.deepEqual(
      hashes.map((hash) => hash.equals(hashes[0]!)),
      [true, true, false, false],
    )
  })
})

describe('what a CI sends', () => {
  const once = (world: TestWorld, accountId: string, act: () => Promise<number>) =>
    transaction(as(world, { role: 'app', accountId }), (world: World) =>
      ingestOnce(world, { accountId, kind: 'test', hash: hashOf(envelope({}), 'x') }, async () => ({
        answer: { count: await act() },
        repositoryId: null,
      })),
    )

  test('F4: acts once for all times that it is sent, at once or later, and is answered the same', async () => {
    const world = await testWorld()
    const { accountId } = await alice(world)
    let acts = 0

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => once(world, accountId, () => Promise.resolve(++acts))),
    )

    assert.equal(acts, 1)
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      Array.from({ length: 5 }, () => ({ count: 1 })),
    )
    assert.equal(answers.filter(({ isReplay }) => !isReplay).length, 1)
  })

  test('is sent again with effect when the first time failed', async () => {
    const world = await testWorld()
    const { accountId } = await alice(world)
    await assert.rejects(once(world, accountId, () => Promise.reject(new Error('full'))))

    const again = await once(world, accountId, () => Promise.resolve(2))

    assert.deepEqual(again, { answer: { count: 2 }, isReplay: false })
  })

  test('is about a repository of its own account, whatever another account calls its own', async () => {
    const world = await testWorld()
    const [one, other] = [await alice(world), await charlie(world)]
    const repositoryOf = ({ accountId }: { accountId: string }) =>
      repositoryFor(as(world, { role: 'app', accountId }), accountId, 'acme/app')

    const [first, second, again] = [
      await repositoryOf(one),
      await repositoryOf(other),
      await repositoryOf(one),
    ]

    assert.notEqual(first.id, second.id)
    assert.equal(again.id, first.id)
  })
})
