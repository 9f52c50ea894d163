import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice, logOf } from '../../../../../tests/support/cast.ts'
import { meetNeighbours } from '../findings/neighbours.ts'
import { deliver, event, sha } from '../ingest/event.fixture.ts'
import { get, ingest, signedWorld } from '../ingest/sender.fixture.ts'
import { pullRequestMetrics } from '../metrics.ts'
import { countRefusedSignature } from '../../envelope/refusals.ts'

const facts = { repository: 'acme/app', headSha: sha('a'), files: [{ path: 'src/auth/a.ts', additions: 90 }] }

describe('a pull request', () => {
  test('P9: has a comment to write, and a check that is neutral', async () => {
    const world = await signedWorld()
    await ingest(world, { ...facts, prNumber: 1, title: '<b>@everyone</b> `x`' })

    const { status, body } = await get(world, '/internal/pr-intel/1/comment')

    const { markdown, marker } = body as unknown as { markdown: string; marker: string }
    assert.equal(status, 200)
    assert.ok(markdown.startsWith(marker))
    assert.ok(markdown.includes('`` <b>@everyone</b> `x` ``'))
    assert.ok(markdown.includes('` src/auth/a.ts `'))
    assert.equal(body.check!.conclusion, 'neutral')
  })

  test('P8: shows what the other checks know of it', async () => {
    const world = await signedWorld()
    const asked: unknown[] = []
    meetNeighbours(world, {
      flakyTests(_, about) {
        asked.push(about.commit, about.prNumber, about.paths)
        return Promise.resolve([{ id: 't', name: 'signs in', path: null, verdict: 'flaky' }])
      },
    })
    await ingest(world, { ...facts, prNumber: 1 })

    const { body } = await get(world, '/internal/pr-intel/1')

    assert.deepEqual(asked.slice(-3), [sha('a'), 1, ['src/auth/a.ts']])
    assert.deepEqual(body.flakyTests, [{ id: 't', name: 'signs in', path: null, verdict: 'flaky' }])
    assert.ok(body.findings!.some(({ id }) => id === 'flaky-tests-touched'))
  })

  test('is listed with the others, the latest first, page by page', async () => {
    const world = await signedWorld()
    for (const prNumber of [1, 2, 3]) {
      await ingest(world, { ...facts, prNumber })
      world.advance(1)
    }
    await deliver(world, event('closed', 1, { state: 'closed' }))

    const first = await get(world, '/internal/pr-intel?limit=2')
    const next = await get(world, `/internal/pr-intel?limit=2&cursor=${first.body.nextCursor}`)
    const open = await get(world, '/internal/pr-intel?state=open&repository=acme%2Fapp')

    const numbers = (answer: typeof first) => answer.body.pullRequests!.map(({ prNumber }) => prNumber)
    assert.deepEqual([numbers(first), numbers(next), next.body.nextCursor], [[12, 3], [2, 1], null])
    assert.deepEqual(numbers(open), [3, 2, 1])
    assert.equal(open.body.pullRequests![0]!.level, 'low')
  })

  test('is asked for by a number that is one', async () => {
    const world = await signedWorld()

    const statuses = []
    for (const number of ['abc', '0', '-1', '1.5', '99999999999'])
      statuses.push((await get(world, `/internal/pr-intel/${number}`)).status)

    assert.deepEqual(statuses, [400, 400, 400, 400, 400])
  })

  test('goes after the days that what a CI sent is kept', async () => {
    const world = await signedWorld()
    await ingest(world, { ...facts, prNumber: 1 })
    world.advance(181 * 86_400)

    const done = await world.app.runDue({ budgetMilliseconds: 10_000 })

    assert.equal(done['releases.pull_requests_pruned'], 1)
    assert.equal((await get(world, '/internal/pr-intel/1')).status, 404)
  })
})

describe('P11: how much is seen', () => {
  test('P11: is a share of pull requests whose files are known, as a metric', async () => {
    const world = await signedWorld()
    await ingest(world, { ...facts, prNumber: 1 })
    await deliver(world, event('opened', 1))

    const [coverage] = await pullRequestMetrics(world)

    assert.deepEqual(
      coverage!.points.map(({ value, attributes }) => [attributes!.state, value]),
      [
        ['seen', 2],
        ['analysed', 1],
      ],
    )
  })

  test('P11: of bodies that were refused each is counted, and one in ten minutes is told in the log', async () => {
    const world = await signedWorld()
    const { accountId } = await alice(world)
    const entries = () =>
      world.sql.as({ role: 'app', accountId })<{ detail: string }>`
        select detail from audit_entry where action = 'release_signature.refused' order by xid limit 10`

    for (let n = 0; n < 3; n++) countRefusedSignature(world)
    await world.settled()
    const first = await entries()
    world.advance(601)
    countRefusedSignature(world)
    await world.settled()

    const counter = (await pullRequestMetrics(world)).at(-1)!
    assert.deepEqual([counter.name, counter.points[0]!.value], ['keyhold.releases.signatures_refused', 4])
    assert.equal(first.length, 1)
    assert.deepEqual(
      (await entries()).map(({ detail }) => (JSON.parse(detail) as { count: number }).count),
      [1, 3],
    )
  })

  test('what was taken stands in the log', async () => {
    const world = await signedWorld()
    const owner = await alice(world)
    await ingest(world, { ...facts, prNumber: 1 })
    const { body } = await get(world, '/internal/pr-intel/1')

    const log = await logOf(world, owner, body.id!)

    assert.deepEqual(
      log.map(({ action }) => action),
      ['pull_request.judged'],
    )
  })
})
