import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { charlie } from '../../../../../tests/support/cast.ts'
import { internalApiKey } from '../../../../../tests/support/world.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { createKey } from '../../../access/index.ts'
import { get, ingest, post, signedWorld, type Told } from './sender.fixture.ts'

const counted = { prNumber: 123, changedFilesCount: 10, sensitivePathsCount: 2, riskScore: 9 }

describe('47: what source 004 sends of a pull request', () => {
  test('47: is answered as there, and shown as there with our own score beside', async () => {
    const world = await signedWorld()

    const sent = await ingest(world, { ...counted, riskScore: 77.5, metadata: { actor: 'ci' } })

    assert.equal(sent.status, 201)
    assert.deepEqual(
      [sent.body.prNumber, typeof sent.body.id, typeof sent.body.message],
      [123, 'string', 'string'],
    )
    const shown = await get(world, '/internal/pr-intel/123')
    const [record] = shown.body.records!
    assert.deepEqual(
      [
        shown.body.prNumber,
        shown.body.latestRiskScore,
        shown.body.latestComputedRiskScore,
        shown.body.totalAnalyses,
      ],
      [123, 77.5, 9, 1],
    )
    assert.deepEqual(
      [record!.id, record!.changedFilesCount, record!.sensitivePathsCount, record!.metadata],
      [sent.body.id, 10, 2, { actor: 'ci' }],
    )
  })

  test('P1: a score that the sender made up is a note: no probability and no level comes of it', async () => {
    const world = await signedWorld()

    const { body } = await ingest(world, { ...counted, riskScore: 1_000_000 })

    assert.deepEqual([body.facts, body.risk, body.check!.conclusion], ['none', null, 'neutral'])
    assert.equal(body.repository, 'default')
  })

  test('P1: a score beside raw facts changes nothing of what is made of them', async () => {
    const world = await signedWorld()
    const facts = {
      repository: 'acme/app',
      commit: 'a'.repeat(40),
      files: [{ path: 'src/a.ts', additions: 90 }],
    }

    const bare = await ingest(world, { ...facts, prNumber: 1 })
    const scored = await ingest(world, {
      ...facts,
      ...counted,
      prNumber: 2,
      riskScore: 500,
    })

    assert.deepEqual(scored.body.change, bare.body.change)
    assert.equal(scored.body.risk!.probability, bare.body.risk!.probability)
    assert.deepEqual(scored.body.findings, bare.body.findings)
  })

  for (const [what, body] of Object.entries({
    'a missing number': { prNumber: 1, changedFilesCount: 1, sensitivePathsCount: 0 },
    'a negative one': { ...counted, riskScore: -1 },
    'NaN, which JSON has none of':
      '{"prNumber":1,"changedFilesCount":1,"sensitivePathsCount":0,"riskScore":NaN}',
    'a number as text': { ...counted, changedFilesCount: '3' },
    'a pull request of no number': { ...counted, prNumber: 0 },
    'half a file': { ...counted, changedFilesCount: 1.5 },
    'more metadata than anybody reads': { ...counted, metadata: { a: 'x'.repeat(20_000) } },
    'no object': '[]',
    'no JSON': '{"prNumber": 12,',
  }))
    test(`47: ${what} is 400 with the place`, async () => {
      const world = await signedWorld()

      const { status, body: answer } = await post(
        world,
        typeof body === 'string' ? body : JSON.stringify(body),
      )

      assert.equal(status, 400)
      assert.ok(answer.violations !== undefined || answer.position !== undefined)
    })

  test('47: no signature, a wrong one and one of a wrong length are 403', async () => {
    const world = await signedWorld()
    const text = JSON.stringify(counted)

    const statuses = []
    for (const signature of [null, `sha256=${'0'.repeat(64)}`, 'sha256=abc', 'x'])
      statuses.push((await post(world, text, { signature })).status)

    assert.deepEqual(statuses, [403, 403, 403, 403])
  })

  test('47: nobody reads without a key, and who may only send reads nothing', async () => {
    const world = await signedWorld()
    await ingest(world, counted)

    const stranger = await world.app.fetch(new Request('http://localhost:3000/internal/pr-intel/123'))

    assert.equal(stranger.status, 401)
    assert.equal((await get(world, '/internal/pr-intel/124')).status, 404)
  })

  test('is 404 while the feature is off', async () => {
    const world = await signedWorld({ PR_INTEL_ENABLED: 'false' })

    const sent = await ingest(world, counted)
    const shown = await get(world, '/internal/pr-intel/123')

    assert.deepEqual(
      [sent.status, shown.status, (sent.body as { error?: string }).error],
      [404, 404, 'PR intelligence feature is not enabled'],
    )
  })

  test('each that names no commit is a state of its own, the latest of them the one that counts', async () => {
    const world = await signedWorld()
    await ingest(world, counted)
    world.advance(1)

    await ingest(world, { ...counted, changedFilesCount: 11 })

    const { body } = await get(world, '/internal/pr-intel/123')
    assert.deepEqual(
      body.records!.map(({ changedFilesCount, isHead }) => [changedFilesCount, isHead]),
      [
        [11, true],
        [10, false],
      ],
    )
    assert.deepEqual([body.totalAnalyses, body.latestComputedRiskScore], [2, 9.5])
  })
})

test('metadata is shown as it was sent, and deeper than three levels as text', async () => {
  const world = await signedWorld()
  const metadata = { actor: 'ci', run: { id: 7, tags: ['a', null], deep: { deeper: { deepest: 1 } } } }
  await ingest(world, { ...counted, metadata })

  const { body } = await get(world, '/internal/pr-intel/123')

  assert.deepEqual(body.records![0]!.metadata, {
    actor: 'ci',
    run: { id: 7, tags: ['a', null], deep: { deeper: '{"deepest":1}' } },
  })
})

describe('a pull request of a number', () => {
  const of = (repository: string) => ({ ...counted, repository })

  test('that two repositories have is asked for with the repository, and the answer names them', async () => {
    const world = await signedWorld()
    await ingest(world, of('acme/app'))
    await ingest(world, of('acme/web'))

    const unnamed = await get(world, '/internal/pr-intel/123')
    const named = await get(world, '/internal/pr-intel/123?repository=acme%2Fweb')

    assert.equal(unnamed.status, 409)
    assert.deepEqual(unnamed.body.repositories, ['acme/app', 'acme/web'])
    assert.deepEqual([named.status, named.body.repository, named.body.totalAnalyses], [200, 'acme/web', 1])
  })

  test('of another account is as if there were none', async () => {
    const world = await signedWorld()
    await ingest(world, counted)
    const stranger = await charlie(world)
    const { key } = await transaction(as(world, { role: 'app', accountId: stranger.accountId }), (world) =>
      createKey(world, stranger.accountId, {
        name: 'ci',
        scopes: ['releases:read'],
        subjectId: null,
        expiresInDays: undefined,
      }),
    )

    const statuses = []
    for (const path of [
      '/internal/pr-intel/123',
      '/internal/pr-intel/123/comment',
      '/internal/pr-intel/model?repository=default',
    ])
      statuses.push((await get(world, path, key)).status)

    assert.deepEqual(statuses, [404, 404, 404])
    assert.deepEqual((await get(world, '/internal/pr-intel', key)).body.pullRequests, [])
  })
})

describe('P3: the same sent again', () => {
  const effects = async (world: Awaited<ReturnType<typeof signedWorld>>) => {
    const { body } = await get(world, '/internal/pr-intel/123')
    return body.totalAnalyses
  }

  test('P3: byte for byte, with no id of a delivery, is answered the same with 200 and has no second effect', async () => {
    const world = await signedWorld()

    const first = await ingest(world, counted)
    const again = await ingest(world, counted)

    assert.deepEqual([first.status, again.status, again.body.isReplay], [201, 200, true])
    assert.equal(again.body.id, first.body.id)
    assert.equal(await effects(world), 1)
  })

  test('P3: under the id of its delivery has no effect, and anything else under that id is 409 with the cure', async () => {
    const world = await signedWorld()
    const headers = { 'keyhold-delivery': 'd-1' }
    const other = { ...counted, changedFilesCount: 99 }

    await ingest(world, counted, { headers })
    const again = await ingest(world, counted, { headers })
    const refused = await ingest(world, other, { headers })

    assert.deepEqual([again.status, refused.status, refused.body.code], [200, 409, 'DELIVERY_ID_TAKEN'])
    assert.equal(await effects(world), 1)
    assert.equal((await ingest(world, other)).status, 201)
  })

  test('P3: by somebody who recorded it, under the id of a delivery to come, takes that id from nobody', async () => {
    const world = await signedWorld()
    const next = { ...counted, prNumber: 124 }
    await ingest(world, counted, { headers: { 'x-github-delivery': 'd-1' } })

    const recorded = await ingest(world, counted, { headers: { 'keyhold-delivery': 'build-124' } })
    const genuine = await ingest(world, next, { headers: { 'keyhold-delivery': 'build-124' } })

    assert.deepEqual([recorded.status, genuine.status, genuine.body.prNumber], [200, 201, 124])
  })

  test('P3: under an id that the code host gave is none of the ids that a CI gives', async () => {
    const world = await signedWorld()

    const ofHost = await ingest(world, counted, { headers: { 'x-github-delivery': '1' } })
    const ofCi = await ingest(world, { ...counted, prNumber: 124 }, { headers: { 'keyhold-delivery': '1' } })

    assert.deepEqual([ofHost.status, ofCi.status], [201, 201])
  })

  test('P3: of two contents at once under one id has one effect', async () => {
    const world = await signedWorld()
    const headers = { 'keyhold-delivery': 'd-1' }

    const both = await Promise.all(
      [counted, { ...counted, changedFilesCount: 99 }].map((body) => ingest(world, body, { headers })),
    )

    assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 409])
    assert.equal(await effects(world), 1)
  })

  test('P3: under another id, which no signature covers, has no effect either', async () => {
    const world = await signedWorld()

    await ingest(world, counted, { headers: { 'keyhold-delivery': 'd-1' } })
    const again = await ingest(world, counted, { headers: { 'keyhold-delivery': 'd-2' } })

    assert.deepEqual([again.status, again.body.isReplay], [200, true])
    assert.equal(await effects(world), 1)
  })

  test('P3: five times at once has one effect', async () => {
    const world = await signedWorld()

    const all = await Promise.all(Array.from({ length: 5 }, () => ingest(world, counted)))

    assert.deepEqual(all.map(({ status }) => status).toSorted(), [200, 200, 200, 200, 201])
    assert.equal(await effects(world), 1)
  })

  test('P3: after the first was refused has its effect', async () => {
    const world = await signedWorld()
    const headers = { 'keyhold-delivery': 'd-1' }
    await ingest(world, { ...counted, riskScore: -1 }, { headers })

    const again = await ingest(world, counted, { headers })

    assert.equal(again.status, 201)
  })

  test('P3: an id of a delivery that is none is 400', async () => {
    const world = await signedWorld()

    const { status } = await ingest(world, counted, { headers: { 'keyhold-delivery': 'with blank' } })

    assert.equal(status, 400)
  })

  for (const [seconds, status] of [
    [-301, 401],
    [-299, 201],
    [299, 201],
    [301, 401],
  ] as const)
    test(`P3: signed with a moment that is ${seconds} s off is ${status}`, async () => {
      const world = await signedWorld()
      const sentAt = new Date(world.now().getTime() + seconds * 1000).toISOString()

      const sent = await ingest(world, { ...counted, sentAt })

      assert.equal(sent.status, status)
    })

  test('P3: an old moment is no matter where a key says who sends', async () => {
    const world = await signedWorld()
    const body: Told = { ...counted, sentAt: '2020-01-01T00:00:00Z' }

    const { status } = await post(world, JSON.stringify(body), {
      signature: null,
      headers: { 'x-api-key': internalApiKey },
    })

    assert.equal(status, 201)
  })
})
