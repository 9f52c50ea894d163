import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { internalApiKey } from '../../../../../tests/support/world.ts'
import { signatureOf } from '../../envelope/signatures.ts'
import { deliver, event, moment, sha } from './event.fixture.ts'
import { get, ingest, post, signedWorld } from './sender.fixture.ts'

const shown = '/internal/pr-intel/12'
const closed = { state: 'closed', closed_at: moment(9) }

describe('events of a code host', () => {
  test('P2: tell the totals, so that the probability is provisional until a CI sends the files of the same commit', async () => {
    const world = await signedWorld()
    const told = await deliver(world, event('opened', 1))
    const files = [
      { path: 'src/a.ts', additions: 100, deletions: 8 },
      { path: 'src/a.test.ts', additions: 10 },
      { path: 'yarn.lock', additions: 10 },
    ]

    const sent = await ingest(world, { repository: 'acme/app', prNumber: 12, headSha: sha('a'), files })

    assert.deepEqual(
      [told.status, told.body.facts, told.body.risk!.isProvisional, told.body.change!.measures.ns],
      [201, 'partial', true, null],
    )
    assert.deepEqual(
      [sent.body.facts, sent.body.risk!.isProvisional, sent.body.id],
      ['complete', false, told.body.id],
    )
    assert.deepEqual(sent.body.change!.totals, told.body.change!.totals)
    assert.equal(sent.body.change!.measures.fix, true)
    const { body } = await get(world, shown)
    assert.deepEqual([body.totalAnalyses, body.title], [1, 'fix: close the door'])
  })

  test('P2: that come after the files of their commit take nothing away', async () => {
    const world = await signedWorld()
    const files = [{ path: 'src/a.ts', additions: 120, deletions: 8 }]
    await ingest(world, { repository: 'acme/app', prNumber: 12, headSha: sha('a'), files })

    const told = await deliver(world, event('opened', 1, { changed_files: 1 }))

    assert.deepEqual([told.body.facts, told.body.risk!.isProvisional], ['complete', false])
  })

  test('are taken at the common address, too, by their header', async () => {
    const world = await signedWorld()

    const { status, body } = await post(world, JSON.stringify(event('opened', 1)), {
      headers: { 'x-github-event': 'pull_request', 'x-github-delivery': 'd-9' },
    })

    assert.deepEqual([status, body.repository, body.prNumber], [201, 'acme/app', 12])
  })

  for (const [what, headers, body] of [
    ['a ping', { 'x-github-event': 'ping' }, { zen: 'Keep it simple.' }],
    ['another event', { 'x-github-event': 'push' }, { ref: 'refs/heads/main' }],
    ['an action that tells nothing new', {}, event('assigned', 1)],
  ] as const)
    test(`are answered and left alone when they are ${what}`, async () => {
      const world = await signedWorld()

      const answered = await deliver(world, body, headers)

      assert.deepEqual([answered.status, answered.body.message], [200, 'Event ignored'])
      assert.equal((await get(world, shown)).status, 404)
    })

  test('are 400 with the place when they lack what is needed, and 415 as a form', async () => {
    const world = await signedWorld()

    const lacking = await deliver(world, event('opened', 1, { updated_at: undefined }))
    const form = await post(world, 'payload=%7B%7D', {
      path: '/internal/pr-intel/github',
      contentType: 'application/x-www-form-urlencoded',
      headers: { 'x-github-event': 'pull_request' },
    })

    assert.deepEqual([lacking.status, lacking.body.violations![0]!.at], [400, '/pull_request/updated_at'])
    assert.equal(form.status, 415)
  })

  test('P3: that are delivered again have no effect, and another event under that id is refused', async () => {
    const world = await signedWorld()
    const delivery = { 'x-github-delivery': 'one-delivery' }
    await deliver(world, event('opened', 1), delivery)

    const again = await deliver(world, event('opened', 1), delivery)
    const other = await deliver(world, event('closed', 9, closed), delivery)

    assert.deepEqual([again.status, again.body.isReplay, other.status], [200, true, 409])
    assert.equal((await get(world, shown)).body.state, 'open')
  })

  test('P3: that were recorded have no effect either when it is no longer known that they were taken', async () => {
    const world = await signedWorld({ KEYHOLD_RELEASES_KEEP_DAYS: '30' })
    await deliver(world, event('opened', 1))
    world.advance(31 * 86_400)
    await world.app.runDue({ budgetMilliseconds: 5_000 })

    const again = await deliver(world, event('opened', 1))

    assert.deepEqual([again.status, again.body.message], [200, 'Event ignored'])
  })

  test('of long ago are taken from who has a key', async () => {
    const world = await signedWorld({ KEYHOLD_RELEASES_KEEP_DAYS: '30' })
    world.advance(31 * 86_400)
    await world.app.runDue({ budgetMilliseconds: 5_000 })

    const { status } = await deliver(world, event('opened', 1), { 'x-api-key': internalApiKey })

    assert.equal(status, 201)
  })

  test('name a repository by what is seen of its name', async () => {
    const world = await signedWorld()
    const told = event('opened', 1, {}, {})

    const refused = await deliver(world, { ...told, repository: { full_name: 'acme/\u202eapp' } })

    assert.deepEqual([refused.status, refused.body.violations![0]!.at], [400, '/repository/full_name'])
  })
})

test("P3: the code host's own example of a signature is ours", () => {
  const signature = signatureOf("It's a Secret to Everybody", Buffer.from('Hello, World!'))

  assert.equal(signature, 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17')
})

describe('P4: the life of a pull request', () => {
  const pushed = event(
    'synchronize',
    5,
    { head: { sha: sha('b'), ref: 'close-door' }, additions: 300 },
    { before: sha('a') },
  )

  test('P4: a push replaces the head and keeps what was before', async () => {
    const world = await signedWorld()
    await deliver(world, event('opened', 1))
    world.advance(60)

    await deliver(world, pushed)

    const { body } = await get(world, shown)
    assert.equal(body.headSha, sha('b'))
    assert.deepEqual(
      body.records!.map(({ headSha, isHead }) => [headSha, isHead]),
      [
        [sha('b'), true],
        [sha('a'), false],
      ],
    )
  })

  test('P4: an event that is older than what is known adds to the history and changes nothing else', async () => {
    const world = await signedWorld()
    await deliver(world, pushed)
    await deliver(world, event('closed', 9, { ...closed, merged: true, head: { sha: sha('b'), ref: 'x' } }))

    const late = await deliver(world, event('opened', 1, { title: 'An old title' }))

    const { body } = await get(world, shown)
    assert.equal(late.status, 201)
    assert.deepEqual([body.headSha, body.state, body.title], [sha('b'), 'merged', 'fix: close the door'])
    assert.deepEqual(body.records!.map(({ headSha }) => headSha).toSorted(), [sha('a'), sha('b')])
  })

  test('P4: all events at once, in any order, leave it as the last one does', async () => {
    const world = await signedWorld()
    const merged = { ...closed, merged: true, head: { sha: sha('c'), ref: 'x' } }

    const answers = await Promise.all(
      [
        event('closed', 9, merged),
        event('synchronize', 7, { head: { sha: sha('c'), ref: 'x' } }, { before: sha('b') }),
        event('opened', 1),
        pushed,
        event('edited', 3, { title: 'In between' }),
      ].map((each) => deliver(world, each)),
    )

    const { body } = await get(world, shown)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201, 201],
    )
    assert.deepEqual([body.headSha, body.state, body.title], [sha('c'), 'merged', 'fix: close the door'])
    assert.equal(body.totalAnalyses, 3)
  })

  test('P4: closing ends it, opening it again begins it again, and merging ends it for good', async () => {
    const world = await signedWorld()
    const states: unknown[] = []
    for (const told of [
      event('opened', 1),
      event('closed', 2, closed),
      event('reopened', 3),
      event('closed', 4, { ...closed, merged: true, merge_commit_sha: sha('c') }),
    ]) {
      await deliver(world, told)
      states.push((await get(world, shown)).body.state)
    }

    assert.deepEqual(states, ['open', 'closed', 'open', 'merged'])
  })

  test('P4: a new title is judged anew', async () => {
    const world = await signedWorld()
    const before = await deliver(world, event('opened', 1, { title: 'Close the door', labels: [] }))

    const behind = await deliver(world, event('edited', 2, { labels: [] }))

    assert.ok(behind.body.risk!.probability > before.body.risk!.probability)
  })

  test('P4: once it has ended, what was told of it stays as it was', async () => {
    const world = await signedWorld()
    const facts = { repository: 'acme/app', prNumber: 12, headSha: sha('a') }
    const one = { changed_files: 1, title: 'Close the door', labels: [] }
    await deliver(world, event('opened', 1, one))
    const sent = await ingest(world, { ...facts, files: [{ path: 'src/a.ts', additions: 120 }] })
    await deliver(world, event('closed', 2, { ...one, ...closed, merged: true }))

    const behind = await deliver(world, event('labeled', 3, { ...closed, changed_files: 1, merged: true }))

    assert.equal(behind.body.risk!.probability, sent.body.risk!.probability)
  })
})
