import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alice } from '../../../../../tests/support/cast.ts'
import type { TestWorld } from '../../../../../tests/support/world.ts'
import { daysAfter, secondsBetween } from '../../../../kit/duration.ts'
import { as, transaction } from '../../../../kit/world.ts'
import { deliver, event, sha } from '../ingest/event.fixture.ts'
import { get, ingest, send, signedWorld } from '../ingest/sender.fixture.ts'
import { take } from '../standing/take.ts'
import { calibrationOf, labelled } from './store.ts'

interface Merged {
  number: number
  title?: string
  body?: string
  files?: string[]
  onDay: number
  letter?: string
}

/** A pull request whose files are known, merged on that day. */
async function merge(
  world: TestWorld,
  { number, title = 'feat: a door', body = '', files = ['src/a.ts'], onDay, letter = 'a' }: Merged,
) {
  const day = daysAfter(new Date('2026-01-01T00:00:00Z'), onDay)
  world.advance(Math.max(0, secondsBetween(world.now(), day)))
  const at = day.toISOString()
  await ingest(world, {
    repository: 'acme/app',
    prNumber: number,
    headSha: sha(letter),
    files: files.map((path) => ({ path, additions: 50 })),
  })
  return deliver(
    world,
    event(
      'closed',
      0,
      {
        title,
        body,
        labels: [],
        state: 'closed',
        merged: true,
        merge_commit_sha: sha('e').slice(0, 38) + String(number).padStart(2, '0'),
        head: { sha: sha(letter), ref: 'x' },
        changed_files: files.length,
        additions: 50 * files.length,
        deletions: 0,
        updated_at: at,
        closed_at: at,
      },
      { number },
    ),
  )
}

const shown = async (world: TestWorld, number: number) => {
  const { body } = await get(world, `/internal/pr-intel/${number}`)
  return { label: body.label, outcomes: body.outcomes!.map(({ kind, byNumber }) => `${kind} ${byNumber}`) }
}

describe('P8: what came of a pull request', () => {
  test('is that a later one takes it back, by its number, by its commit or by its title', async () => {
    const world = await signedWorld()
    for (const number of [1, 2, 3])
      await merge(world, { number, title: `feat: door ${number}`, onDay: 0, files: [`src/${number}.ts`] })
    const none = ['docs/none.md']

    await merge(world, {
      number: 4,
      title: 'Revert the first door',
      body: 'Reverts acme/app#1',
      onDay: 1,
      files: none,
    })
    await merge(world, {
      number: 5,
      title: 'Back',
      body: `This reverts commit ${'e'.repeat(38)}02.`,
      onDay: 1,
      files: none,
    })
    await merge(world, { number: 6, title: 'Revert "feat: door 3"', onDay: 1, files: none })

    assert.deepEqual(
      [(await shown(world, 1)).outcomes, (await shown(world, 2)).outcomes, (await shown(world, 3)).outcomes],
      [['reverted 4'], ['reverted 5'], ['reverted 6']],
    )
  })

  test('is nothing that one which is no revert mentions', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0, files: ['src/1.ts'] })

    await merge(world, { number: 2, title: 'docs: a', body: 'Reverts #1', onDay: 1, files: ['a.md'] })
    await merge(world, { number: 3, title: 'Revert it', body: 'Reverts x/y#1', onDay: 1, files: ['b.md'] })

    assert.deepEqual((await shown(world, 1)).outcomes, [])
  })

  test('is that a fix within 30 days changes the same code', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0 })
    await merge(world, { number: 2, onDay: 5, files: ['src/other.ts'] })
    await merge(world, { number: 3, onDay: 20, files: ['src/a.ts'] })

    await merge(world, {
      number: 4,
      title: 'fix: the door',
      onDay: 32,
      files: ['src/a.ts', 'src/other.test.ts'],
    })

    assert.deepEqual(
      [(await shown(world, 1)).outcomes, (await shown(world, 2)).outcomes, (await shown(world, 3)).outcomes],
      [[], [], ['fixed 4']],
    )
  })

  test('is not found in tests, in documents, or in a change of something else', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0, files: ['src/a.test.ts', 'docs/a.md', 'yarn.lock'] })

    await merge(world, {
      number: 2,
      title: 'fix: it',
      onDay: 1,
      files: ['src/a.test.ts', 'docs/a.md', 'yarn.lock'],
    })
    await merge(world, { number: 3, title: 'feat: more', onDay: 2, files: ['src/a.ts'] })

    assert.deepEqual((await shown(world, 1)).outcomes, [])
  })

  test('is unknown before 30 days and without a merge, and clean after', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0 })
    await deliver(world, event('opened', 1, {}, { number: 2 }))
    world.advance(29 * 86_400)
    const before = await shown(world, 1)
    world.advance(2 * 86_400)

    const behind = [await shown(world, 1), await shown(world, 2)]

    assert.equal(before.label, 'unknown')
    assert.deepEqual(
      behind.map(({ label }) => label),
      ['clean', 'unknown'],
    )
  })

  test('is what somebody says: a rollback counts, and clean takes back what was found', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0 })
    await merge(world, { number: 2, title: 'fix: it', onDay: 1 })
    const path = '/internal/pr-intel/1/outcome?repository=acme%2Fapp'

    const clean = await send(world, 'POST', path, { kind: 'clean' })
    const cleaned = await shown(world, 1)
    const back = await send(world, 'POST', path, { kind: 'rolled_back', at: '2026-01-02T00:00:00Z' })

    assert.deepEqual([clean.status, cleaned.label], [200, 'clean'])
    assert.deepEqual([back.status, (await shown(world, 1)).outcomes], [200, ['rolled_back null']])
    assert.equal(
      (await send(world, 'POST', path, { kind: 'rolled_back', at: '2027-01-01T00:00:00Z' })).status,
      400,
    )
    assert.equal((await send(world, 'POST', path, { kind: 'eaten' })).status, 400)
    assert.equal((await send(world, 'POST', '/internal/pr-intel/99/outcome', { kind: 'clean' })).status, 404)
  })

  test('counts when somebody says it whenever that is, in each view, and its moment can be mended', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0 })
    world.advance(45 * 86_400)
    const path = '/internal/pr-intel/1/outcome'

    await send(world, 'POST', path, { kind: 'fixed' })
    await send(world, 'POST', path, { kind: 'fixed', at: '2026-01-05T00:00:00Z' })

    const [whole, listed, model] = [
      await get(world, '/internal/pr-intel/1'),
      await get(world, '/internal/pr-intel'),
      await get(world, '/internal/pr-intel/model?repository=acme%2Fapp'),
    ]
    assert.deepEqual(
      whole.body.outcomes!.map((each) => (each as unknown as { at: string }).at),
      ['2026-01-05T00:00:00.000Z'],
    )
    assert.deepEqual(
      [whole.body.label, listed.body.pullRequests![0]!.isBroken, model.body.positives],
      ['defective', true, 1],
    )
  })

  test('is nothing of one that is not merged, nor of before its merge, and the cure is told', async () => {
    const world = await signedWorld()
    await deliver(world, event('opened', 1, {}, { number: 2 }))
    await merge(world, { number: 1, onDay: 3 })

    const open = await send(world, 'POST', '/internal/pr-intel/2/outcome', { kind: 'rolled_back' })
    const early = await send(world, 'POST', '/internal/pr-intel/1/outcome', {
      kind: 'rolled_back',
      at: '2020-01-01T00:00:00Z',
    })

    assert.deepEqual([open.status, open.body.code, open.body.state], [409, 'PULL_REQUEST_NOT_MERGED', 'open'])
    assert.deepEqual([early.status, early.body.violations![0]!.at], [400, '/at'])
    const { body } = await get(world, '/internal/pr-intel')
    assert.ok(body.pullRequests!.every(({ isBroken }) => !isBroken))
  })

  test('is waited for, and the model says of how many', async () => {
    const world = await signedWorld()
    await merge(world, { number: 1, onDay: 0 })

    const { body } = await get(world, '/internal/pr-intel/model?repository=acme%2Fapp')

    assert.deepEqual([body.outcomes, body.waiting], [0, 1])
  })

  test('shows in later ones that change the same files, and which files usually come along', async () => {
    const world = await signedWorld()
    const together = ['src/a.ts', 'src/b.ts']
    for (const number of [1, 2, 3, 4, 5])
      await merge(world, { number, onDay: number / 10, files: together, title: `feat: ${number}` })
    for (const number of [1, 2])
      await send(world, 'POST', `/internal/pr-intel/${number}/outcome`, { kind: 'rolled_back' })

    const { body } = await ingest(world, {
      repository: 'acme/app',
      prNumber: 9,
      headSha: sha('f'),
      files: [{ path: 'src/a.ts', additions: 1 }],
    })

    const found = new Map(body.findings!.map((each) => [each.id, each]))
    assert.deepEqual(found.get('often-broken')?.paths, ['src/a.ts'])
    assert.deepEqual(found.get('usually-together')?.paths, ['src/b.ts'])
  })
})

/** Merged pull requests of 60 days ago, a third of which were rolled back: the small ones, against what the model says. */
async function longHistory(
  world: TestWorld,
  count: number,
  first = 1,
): Promise<{ accountId: string; repositoryId: string }> {
  const { accountId } = await alice(world)
  const account = as(world, { role: 'app', accountId })
  const endedAt = daysAfter(world.now(), -60)
  const from = {
    accountId,
    repository: 'acme/app',
    actor: { kind: 'internal', id: 'test' },
    requestId: 'test',
  } as const
  let repositoryId = ''
  for (let number = first; number <= count; number++) {
    const telling = {
      number,
      toldAt: endedAt,
      action: 'closed',
      before: null,
      title: 'feat: a door',
      state: 'merged',
      endedAt,
      headSha: sha('a'),
      baseSha: null,
      files: [
        {
          path: `src/${number}.ts`,
          previousPath: null,
          status: 'changed',
          additions: number % 3 === 0 ? 5 : 500,
          deletions: 0,
          isBinary: false,
          isGenerated: null,
        },
      ],
      totals: null,
      note: null,
      reverts: { numbers: [], commits: [] },
    } as const
    const { pullRequest, repository } = await transaction(account, (world) => take(world, from, telling))
    repositoryId = repository.id
    if (number % 3 === 0)
      await account.sql`
        insert into pull_request_outcome (account_id, id, pull_request_id, kind, source, at)
        values (${accountId}, gen_random_uuid(), ${pullRequest.id}, 'rolled_back', 'told', ${daysAfter(endedAt, 1)})`
  }
  return { accountId, repositoryId }
}

describe("P6: a repository's own outcomes", () => {
  test('P6: calibrate it from 50 on, and show how good what was told of them was', async () => {
    const world = await signedWorld()
    const { accountId, repositoryId } = await longHistory(world, 49)
    const path = '/internal/pr-intel/model?repository=acme%2Fapp'
    const before = (await get(world, path)).body as unknown as {
      quality: unknown
      calibration: unknown
      outcomes: number
    }
    await longHistory(world, 60, 50)

    const { body } = await get(world, path)

    const told = body as unknown as {
      outcomes: number
      positives: number
      quality: { auc: number; bins: unknown[] }
      calibration: { slope: number }
      coverage: { seen: number; analysed: number; share: number }
    }
    assert.deepEqual([before.quality, before.calibration, before.outcomes], [null, null, 49])
    assert.deepEqual([told.outcomes, told.positives], [60, 20])
    assert.ok(told.quality.auc < 0.5 && told.quality.bins.length > 0)
    assert.ok(told.calibration.slope < 0.5)
    assert.deepEqual(told.coverage, { days: 30, seen: 60, analysed: 60, share: 1 })
    const calibrated = await ingest(world, {
      repository: 'acme/app',
      prNumber: 500,
      headSha: sha('b'),
      files: [{ path: 'src/z.ts', additions: 500 }],
    })
    assert.equal(calibrated.body.risk!.isCalibrated, true)
    assert.equal(calibrated.body.risk!.index!.of, 60)
    const world2 = as(world, { role: 'app', accountId })
    assert.ok((await calibrationOf(world2, accountId, repositoryId)) !== null)
  })

  test('P6: do not move a change among those that were told before they calibrated it', async () => {
    const world = await signedWorld()
    await longHistory(world, 60)
    const told = (prNumber: number, additions: number) =>
      ingest(world, {
        repository: 'acme/app',
        prNumber,
        headSha: sha('b'),
        files: [{ path: 'src/z.ts', additions }],
      })

    const [least, most] = [await told(500, 0), await told(501, 50_000)]

    assert.ok(least.body.risk!.isCalibrated)
    assert.deepEqual(
      [least, most].map(({ body }) => body.risk!.index!.percentile),
      [0, 100],
    )
  })

  test('P6: count neither what is young nor what came to light after 30 days, nor what was never merged', async () => {
    const world = await signedWorld()
    const { accountId, repositoryId } = await longHistory(world, 3)
    const account = as(world, { role: 'app', accountId })
    await account.sql`update pull_request_outcome set source = 'found', at = ${daysAfter(world.now(), -29)} where account_id = ${accountId}`
    await account.sql`update pull_request set ended_at = ${daysAfter(world.now(), -29)} where account_id = ${accountId} and number = 1`
    await account.sql`update pull_request set state = 'closed' where account_id = ${accountId} and number = 2`

    const known = await labelled(account, accountId, repositoryId)

    assert.deepEqual(
      known.map(({ number, isDefective }) => [number, isDefective]),
      [[3, false]],
    )
  })
})
