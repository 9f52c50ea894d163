import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deliver, event, moment, sha } from '../ingest/event.fixture.ts'
import { get, ingest, signedWorld, type Told } from '../ingest/sender.fixture.ts'

const about = { repository: 'acme/app', prNumber: 12 }
const small = [{ path: 'src/a.ts', additions: 5 }]
const large = [{ path: 'src/b.ts', additions: 4000 }]
const path = '/internal/pr-intel/12?repository=acme%2Fapp'
const merged = (minute: number, more: Told = {}) =>
  event('closed', minute, {
    state: 'closed',
    merged: true,
    closed_at: moment(5),
    title: 'feat: a door',
    labels: [],
    ...more,
  })

describe('P6: what was told of a pull request that has ended', () => {
  for (const [what, later] of [
    ['no state', {}],
    ['a later moment', { updatedAt: moment(50) }],
    ['the state again', { state: 'merged', updatedAt: moment(50) }],
  ] as [string, Told][])
    test(`P6: stays when another commit is sent with ${what}`, async () => {
      const world = await signedWorld()
      await ingest(world, {
        ...about,
        headSha: sha('a'),
        files: small,
        state: 'merged',
        updatedAt: moment(5),
      })
      const before = (await get(world, path)).body

      await ingest(world, { ...about, headSha: sha('b'), files: large, ...later })

      const { body } = await get(world, path)
      assert.deepEqual([body.headSha, body.risk], [before.headSha, before.risk])
    })

  test('P6: stays when files are sent again that name no commit', async () => {
    const world = await signedWorld()
    await ingest(world, { ...about, files: small, state: 'merged' })
    const before = (await get(world, path)).body

    await ingest(world, { ...about, files: large })

    assert.deepEqual((await get(world, path)).body.risk, before.risk)
  })

  test('P6: stays at the call that says so of another commit, such as that of the main branch', async () => {
    const world = await signedWorld()
    await ingest(world, { ...about, headSha: sha('a'), files: large })
    const before = (await get(world, path)).body

    const { status } = await ingest(world, { ...about, headSha: sha('b'), files: [], state: 'merged' })

    const { body } = await get(world, path)
    assert.deepEqual([status, body.state, body.headSha, body.risk], [201, 'merged', sha('a'), before.risk])
  })

  test('P6: stays when its title is edited after the merge, though the totals alone are known', async () => {
    const world = await signedWorld()
    await deliver(world, merged(5))
    const before = (await get(world, path)).body

    const { status } = await deliver(world, { ...merged(50, { title: 'fix: a door' }), action: 'edited' })

    const { body } = await get(world, path)
    assert.deepEqual([status, body.title, body.risk], [201, 'fix: a door', before.risk])
  })

  test('P6: is judged once more where its files come after the merge', async () => {
    const world = await signedWorld()
    await deliver(world, merged(5, { changed_files: 1, additions: 5, deletions: 0 }))

    const { body } = await ingest(world, { ...about, headSha: sha('a'), files: small })

    assert.deepEqual([body.facts, body.risk!.isProvisional], ['complete', false])
  })
})

describe('the end of a pull request', () => {
  test('P4: is told without files, whatever was told before', async () => {
    const world = await signedWorld()
    await ingest(world, { ...about, headSha: sha('a'), files: large })
    const before = (await get(world, path)).body

    const told = await ingest(world, { ...about, state: 'merged', updatedAt: moment(5) })
    const alone = await ingest(world, { ...about, prNumber: 3, headSha: 'aaaaaaa', state: 'merged' })

    const { body } = await get(world, path)
    assert.deepEqual([told.status, alone.status, alone.body.facts], [201, 201, 'none'])
    assert.deepEqual(
      [body.state, body.endedAt, body.risk, body.totalAnalyses],
      ['merged', moment(5), before.risk, 1],
    )
  })

  test('P4: is no state without a place where neither files nor a state were sent', async () => {
    const world = await signedWorld()

    const { status, body } = await ingest(world, { ...about, headSha: sha('a') })

    assert.deepEqual([status, body.violations![0]!.at], [400, '/files'])
  })
})
