import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { internalApiKey } from '../../../../../tests/support/world.ts'
import { deliver, event, moment, sha } from '../ingest/event.fixture.ts'
import { get, ingest, post, send, signedWorld, type Told } from '../ingest/sender.fixture.ts'

const facts = { repository: 'acme/app', prNumber: 12, headSha: sha('a') }
const files = [
  { path: 'src/a.ts', additions: 100, deletions: 8 },
  { path: 'src/b.ts', additions: 10 },
  { path: 'src/c.ts', additions: 10 },
]
const shown = '/internal/pr-intel/12'

/** A repository whose check fails from 5 % on, and a pull request of it that only the code host told of. */
async function blocked() {
  const world = await signedWorld()
  await ingest(world, { ...facts, prNumber: 1, files })
  await send(world, 'PUT', '/internal/pr-intel/policy?repository=acme%2Fapp', {
    blocking: { probability: 0.05 },
  })
  await deliver(world, event('opened', 1))
  return world
}

describe('P9: files that the code host counted otherwise', () => {
  for (const [what, some] of [
    ['none', []],
    ['some', files.slice(1)],
    ['all with hardly a line', files.map((file) => ({ ...file, additions: 1, deletions: 0 }))],
  ] as [string, Told[]][])
    test(`P9: do not open a gate by listing ${what} of them`, async () => {
      const world = await blocked()

      const { status, body } = await ingest(world, { ...facts, files: some })

      assert.deepEqual([status, body.facts, body.check!.conclusion], [201, 'partial', 'failure'])
      assert.deepEqual(body.change!.totals, { files: 3, additions: 120, deletions: 8 })
      assert.equal(body.findings![0]!.id, 'files-not-listed')
    })

  test('P9: do not open it either when the count comes after them', async () => {
    const world = await blocked()
    await ingest(world, { ...facts, headSha: sha('b'), files: files.slice(2) })

    const { body } = await deliver(world, event('synchronize', 2, { head: { sha: sha('b'), ref: 'x' } }))

    assert.deepEqual([body.facts, body.check!.conclusion], ['partial', 'failure'])
  })

  test('P9: take nothing away where all of them were listed before', async () => {
    const world = await blocked()
    await ingest(world, { ...facts, files })

    const { body } = await ingest(world, { ...facts, files: [] })

    assert.deepEqual([body.facts, body.change!.measures.nf], ['complete', 3])
    assert.ok(!body.findings!.some(({ id }) => id === 'files-not-listed'))
  })

  test('P9: may be none where it counted none', async () => {
    const world = await blocked()
    const none = { changed_files: 0, additions: 0, deletions: 0, head: { sha: sha('b'), ref: 'x' } }
    await deliver(world, event('synchronize', 2, none))

    const { body } = await ingest(world, { ...facts, headSha: sha('b'), files: [] })

    assert.deepEqual([body.facts, body.check!.conclusion], ['complete', 'success'])
  })

  test('P9: are not none because a listing is empty that nobody counted', async () => {
    const world = await blocked()

    const { body } = await ingest(world, { ...facts, prNumber: 13, files: [] })

    assert.deepEqual([body.facts, body.risk, body.check!.conclusion], ['none', null, 'action_required'])
  })

  test('P9: are not none because a `git diff` failed', async () => {
    const world = await blocked()

    const { status, body } = await post(world, '', {
      signature: null,
      headers: { 'x-api-key': internalApiKey },
      path: `/internal/pr-intel/ingest?repository=acme%2Fapp&prNumber=12&commit=${sha('a')}`,
      contentType: 'application/octet-stream',
    })

    assert.deepEqual([status, body.code], [422, 'NUMSTAT_INVALID'])
  })
})

test('a policy is put before anything was sent for its repository', async () => {
  const world = await signedWorld()
  const policy = '/internal/pr-intel/policy?repository=acme%2Fnew'

  const { status } = await send(world, 'PUT', policy, { levels: { medium: 0.2, high: 0.4 } })

  assert.deepEqual([status, (await get(world, policy)).body.isOwn], [200, true])
})

describe('P4: a moment to come', () => {
  for (const name of ['updatedAt', 'openedAt', 'endedAt'])
    test(`P4: is refused as ${name}, and nothing stands still for it`, async () => {
      const world = await signedWorld()

      const { status, body } = await ingest(world, { ...facts, files, [name]: '9999-01-01T00:00:00Z' })

      assert.deepEqual([status, body.violations![0]!.at], [400, `/${name}`])
      assert.equal((await get(world, shown)).status, 404)
    })

  test('P4: is refused in an event, too, and five minutes are none', async () => {
    const world = await signedWorld()

    const ahead = await deliver(world, event('opened', 66))
    const near = await deliver(world, event('opened', 64))

    assert.deepEqual([ahead.status, ahead.body.violations![0]!.at], [400, '/pull_request/updated_at'])
    assert.equal(near.status, 201)
  })
})

describe('the states of one pull request', () => {
  test('are the newest hundred where the sender names no commits', async () => {
    const world = await signedWorld()
    await deliver(world, event('opened', 1, { updated_at: moment(59) }))
    for (let n = 0; n < 103; n++) {
      world.advance(1)
      await ingest(world, { repository: 'acme/app', prNumber: 12, title: `${n}`, files })
    }

    const { body } = await get(world, shown)

    assert.equal(body.totalAnalyses, 100)
    // The head is never among those that go.
    assert.deepEqual([body.headSha, body.facts], [sha('a'), 'partial'])
    assert.equal(body.records![0]!.sensitivePathsCount, 0)
  })
})
