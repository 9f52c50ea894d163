import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { internalApiKey } from '../../../../../tests/support/world.ts'
import { sha } from './event.fixture.ts'
import { get, ingest, post, signedWorld } from './sender.fixture.ts'

const files = [
  { path: 'src/größe "x".ts', status: 'modified', additions: 40, deletions: 3 },
  { path: 'new/b.ts', previousPath: 'old/b.ts', status: 'renamed', additions: 1, deletions: 0 },
  { path: 'logo.png', status: 'added', binary: true },
  { path: 'src/line\nend.ts', status: 'added', additions: 7 },
  { path: 'package-lock.json', status: 'modified', additions: 900, deletions: 800 },
]
const listing =
  '40\t3\tsrc/größe "x".ts\x001\t0\t\0old/b.ts\0new/b.ts\0-\t-\tlogo.png\x007\t0\tsrc/line\nend.ts\x00900\t800\tpackage-lock.json\0'
const title = 'fix: close the door'
const facts = { repository: 'acme/app', commit: sha('a'), title, files }

const upload = (text: string, query: Record<string, string>, contentType = 'application/octet-stream') => ({
  text,
  how: {
    // What is said in the address no signature covers.
    signature: null,
    headers: { 'x-api-key': internalApiKey },
    path: `/internal/pr-intel/ingest?${new URLSearchParams({ repository: 'acme/app', commit: sha('a'), title, ...query })}`,
    contentType,
  },
})

describe('P2: what a CI sends', () => {
  test('P2: gives the same facts and the same judgement as JSON and as what git prints', async () => {
    const world = await signedWorld()
    const { text, how } = upload(listing, { prNumber: '2' })

    const json = await ingest(world, { ...facts, prNumber: 1 })
    const printed = await post(world, text, how)

    assert.deepEqual([json.status, printed.status], [201, 201])
    assert.deepEqual(printed.body.change, json.body.change)
    assert.deepEqual(printed.body.findings, json.body.findings)
    assert.deepEqual(json.body.change!.totals, { files: 5, additions: 948, deletions: 803 })
    assert.deepEqual([json.body.change!.measures.la, json.body.change!.measures.nf], [48, 3])
  })

  test('P2: is taken as curl sends it, whatever it calls the content', async () => {
    const world = await signedWorld()
    const { text, how } = upload(listing, { prNumber: '2' }, 'application/x-www-form-urlencoded')

    const { status } = await post(world, text, how)

    assert.equal(status, 201)
  })

  test('P2: with labels is taken, and with another title or base it tells something else', async () => {
    const world = await signedWorld()
    const first = upload(listing, { prNumber: '2', labels: 'bug, urgent' })
    const again = upload(listing, { prNumber: '2', labels: 'bug, urgent' })
    const others = [{ title: 'Another' }, { labels: 'docs' }, { baseSha: sha('0') }].map((query) =>
      upload(listing, { prNumber: '2', ...query }),
    )

    const answers = []
    for (const { text, how } of [first, again, ...others]) answers.push(await post(world, text, how))

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.isReplay]),
      [
        [201, false],
        [200, true],
        [201, false],
        [201, false],
        [201, false],
      ],
    )
  })

  test('P5: of no pull request is 400 with the place', async () => {
    const world = await signedWorld()
    const { text, how } = upload(listing, {})

    const { status, body } = await post(world, text, how)

    assert.deepEqual([status, body.violations![0]!.at], [400, '/prNumber'])
  })

  test('P5: that is no such listing is 422 with the place, and of another type 415', async () => {
    const world = await signedWorld()
    const broken = upload('1\t2\ta.ts\0one\t2\tb.ts\0', { prNumber: '2' })
    const other = upload(listing, { prNumber: '2' }, 'image/png')

    const [refused, unknown] = [
      await post(world, broken.text, broken.how),
      await post(world, other.text, other.how),
    ]

    assert.deepEqual([refused.status, refused.body.record, refused.body.byte], [422, 2, 9])
    assert.equal(unknown.status, 415)
  })

  test('P5: may be 3,000 files, and is shown with its findings', async () => {
    const world = await signedWorld()
    const many = Array.from({ length: 3000 }, (_, n) => ({
      path: `src/${n % 40}/file-${n}.ts`,
      additions: 2,
    }))

    const { status, body } = await ingest(world, { ...facts, prNumber: 3, files: many })

    assert.deepEqual([status, body.change!.measures.nf], [201, 3000])
    const missed = body.findings!.find(({ id }) => id === 'code-without-tests')!
    assert.deepEqual([missed.count, missed.paths.length], [3000, 20])
  })

  for (const [what, file, at] of [
    ['fewer lines than none', { path: 'a.ts', additions: -1 }, '/files/0/additions'],
    ['no path', { additions: 1 }, '/files/0/path'],
    ['half a line', { path: 'a.ts', deletions: 0.5 }, '/files/0/deletions'],
    ['a status that is none', { path: 'a.ts', status: 'eaten' }, '/files/0/status'],
  ] as const)
    test(`P5: a file of ${what} is 400 with the place`, async () => {
      const world = await signedWorld()

      const { status, body } = await ingest(world, { ...facts, prNumber: 1, files: [file] })

      assert.deepEqual([status, body.violations![0]!.at], [400, at])
    })

  test('P4: of a commit that came before is history, once the next one is the head', async () => {
    const world = await signedWorld()
    await ingest(world, { ...facts, prNumber: 1 })
    world.advance(1)
    await ingest(world, { ...facts, prNumber: 1, commit: sha('b'), files: [{ path: 'c.ts', additions: 1 }] })
    world.advance(1)

    const late = await ingest(world, { ...facts, prNumber: 1, files: [{ path: 'd.ts', additions: 2 }] })

    assert.equal(late.body.headSha, sha('b'))
    assert.deepEqual(late.body.change!.totals, { files: 1, additions: 1, deletions: 0 })
    assert.equal((await get(world, '/internal/pr-intel/1')).body.totalAnalyses, 2)
  })

  test('P8: names who owns what where it sends CODEOWNERS', async () => {
    const world = await signedWorld()

    const owned = await ingest(world, { ...facts, prNumber: 1, codeowners: 'src/ @team' })
    const none = await ingest(world, { ...facts, prNumber: 2, codeowners: null })

    const ids = (answer: typeof owned) => answer.body.findings!.map(({ id }) => id)
    assert.ok(ids(owned).includes('unowned-files'))
    assert.ok(ids(none).includes('codeowners-missing'))
  })

  test('P8: by the policy of its repository blocks where that opted in, and is neutral elsewhere', async () => {
    const world = await signedWorld()
    await ingest(world, { ...facts, prNumber: 1 })
    const put = (body: object) =>
      world.app.fetch(
        new Request('http://localhost:3000/internal/pr-intel/policy?repository=acme%2Fapp', {
          method: 'PUT',
          headers: { 'x-api-key': internalApiKey, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      )

    const changed = await put({
      sensitive: { doors: ['new/**'] },
      blocking: { findings: ['sensitive-path'] },
    })
    const wrong = await put({ levels: { medium: 0.5, high: 0.4 } })

    assert.deepEqual([changed.status, wrong.status], [200, 400])
    const here = await ingest(world, { ...facts, prNumber: 2 })
    const elsewhere = await ingest(world, { ...facts, prNumber: 2, repository: 'acme/web' })
    assert.deepEqual([here.body.check!.conclusion, elsewhere.body.check!.conclusion], ['failure', 'neutral'])
    assert.ok(here.body.findings!.some(({ id, paths }) => id === 'sensitive-path' && paths[0] === 'new/b.ts'))
  })
})
