import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ctrf } from '../../src/parts/releases/flaky/flaky.fixture.ts'
import { aCiMachine } from './in-ci.ts'
import { aHome, type Ended, type Started } from './running.ts'

const home = aHome()
let server: Started
let key = ''
const machine = aCiMachine(() => ({ KEYHOLD_URL: server.url, KEYHOLD_API_KEY: key }))
const { keyhold, answerTo } = machine

let beforeAny: Ended
const names = ['acme/app', 'acme/web', 'default']

/** Of each repository one test is broken and one flaky, and the flaky one is quarantined. */
before(async () => {
  server = await home.start()
  const scopes = ['releases:write', 'releases:read'].flatMap((scope) => ['--scope', scope])
  key = (await server.keyhold('keys', 'create', '--name', 'ci', ...scopes)).stdout.trim()
  beforeAny = await keyhold(['flaky', 'quarantined', '--commit', 'aaaaaaa'])
  for (const name of names) {
    for (let commit = 1; commit <= 3; commit++) await send(name, commit)
    const { tests } = await answerTo<{ tests: { id: string }[] }>(
      'flaky',
      'list',
      '--repository',
      name,
      '--verdict',
      'flaky',
    )
    await keyhold(['flaky', 'quarantine', tests[0]!.id, '--owner', 'ada', '--ticket', 'T-1'])
  }
})
after(async () => {
  machine.remove()
  await home.remove()
})

async function send(repository: string, commit: number): Promise<void> {
  const query = new URLSearchParams({
    repository,
    branch: 'main',
    commit: String(commit).padStart(40, 'a'),
    ciRunId: String(commit),
  })
  const response = await fetch(`${server.url}/internal/tests/ingest?${query}`, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: ctrf({ refunds: 'ff', flips: 'fp' }),
  })
  assert.equal(response.status < 300, true)
}

describe('without a repository’s name and outside of a CI', () => {
  test('F9: quarantined tells the tests of all of them, and whose each is', async () => {
    const { stdout } = await keyhold(['flaky', 'quarantined'])

    for (const name of names) assert.match(stdout, new RegExp(`ada +${name} +Login › flips`))
  })

  test('overview tells of each of them by its name', async () => {
    const { repositories } = await answerTo<{ repositories: { repository: string; tests: number }[] }>(
      'flaky',
      'overview',
    )

    assert.deepEqual(
      repositories.map(({ repository, tests }) => [repository, tests]),
      names.map((name) => [name, 2]),
    )
  })

  test('F9: a commit is let through by nobody while no results were ever sent', () => {
    assert.equal(beforeAny.code, 1)
    assert.match(beforeAny.stderr, /Nothing is known of any repository yet/)
  })

  for (const words of [
    ['settings'],
    ['settings', '--threshold', 'minimumGroups=8', '--preview'],
    ['renames'],
    ['quarantined', '--commit', 'aaaaaaa'],
  ])
    test(`${words.join(' ')} is about none by chance: it says which there are`, async () => {
      const { code, stdout, stderr } = await keyhold(['flaky', ...words])

      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, /There are 3 repositories.*\n *acme\/app\n *acme\/web\n *default\n/)
      assert.match(stderr, /--repository/)
    })

  test('list has the broken ones first, failed attempts, and a column of repositories only where they differ', async () => {
    const [all, one] = [
      await keyhold(['flaky', 'list']),
      await keyhold(['flaky', 'list', '--repository', 'acme/web']),
    ]

    const rows = all.stdout.trim().split('\n').slice(1)
    const told = rows.map((row) => row.split(/ {2,}/).slice(1))
    assert.deepEqual(
      told.map(([verdict, , failed]) => [verdict, failed]),
      [...names.map(() => ['broken', '6/6']), ...names.map(() => ['flaky, quarantined', '3/6'])],
    )
    assert.deepEqual(
      told
        .slice(0, 3)
        .map(([, , , repository]) => repository)
        .toSorted(),
      names,
    )
    assert.match(one.stdout, /^ID +VERDICT +NOISE +FAILED +TEST\n/)
  })
})

describe('in a CI', () => {
  test('settings and what they try are of the repository that it says, and name it', async () => {
    const environment = machine.actions({})
    const preview = ['--threshold', 'minimumGroups=8', '--preview']
    const [settings, tried] = [
      await keyhold(['flaky', 'settings'], { environment }),
      await keyhold(['flaky', 'settings', ...preview], { environment }),
    ]

    assert.match(settings.stdout, /^acme\/app:\n/)
    assert.match(tried.stdout, /acme\/app: \d+ of 2 tests/)
  })
})

for (const command of ['show', 'quarantine', 'release'])
  test(`${command} of a name in the place of an id says how its id is found`, async () => {
    const { code, stderr } = await keyhold(['flaky', command, 'refunds'])

    assert.equal(code, 2)
    assert.match(stderr, /flaky list --search "refunds"/)
  })

test('set-default-branch takes a branch that no run of tests came from, and warns', async () => {
  const misspelt = await keyhold(['repositories', 'set-default-branch', 'acme/app', 'mian'])
  const right = await keyhold(['repositories', 'set-default-branch', 'acme/app', 'main'])

  assert.deepEqual([misspelt.code, right.code], [0, 0])
  assert.match(misspelt.stderr, /No run of tests came from a branch mian yet/)
  assert.equal(right.stderr, '')
})
