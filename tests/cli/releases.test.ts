import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../house/sources.ts'
import { aCiMachine } from './in-ci.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
let server: Started
let key = ''
const machine = aCiMachine(() => ({ KEYHOLD_URL: server.url, KEYHOLD_API_KEY: key }))
const { checkout, keyhold, answerTo } = machine

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
  const scopes = ['releases:write', 'releases:read', 'journey:run'].flatMap((scope) => ['--scope', scope])
  key = (await server.keyhold('keys', 'create', '--name', 'ci', ...scopes)).stdout.trim()
})
after(async () => {
  machine.remove()
  await home.remove()
})

const ask = (method: string, path: string, body: unknown): Promise<Response> =>
  fetch(server.url + path, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('keyhold pr', () => {
  let head = ''
  before(() => {
    checkout.write('src/a.ts', 'one\n')
    const base = checkout.commit('base')
    checkout.git('checkout', '--quiet', '-b', 'topic')
    checkout.write('src/a.ts', 'one\ntwo\n')
    checkout.write('src/auth/b "q" $(id).ts', 'x\n')
    head = checkout.commit('topic')
    checkout.git('branch', '--force', 'main', base)
  })

  const event = () => {
    const side = (ref: string) => ({
      sha: checkout.git('rev-parse', ref).trim(),
      ref,
      label: `acme:${ref}`,
      repo: { full_name: 'acme/app' },
    })
    return {
      pull_request: {
        number: 12,
        title: 'fix: "it"\nand $(more)',
        labels: [{ name: 'bug' }],
        body: null,
        state: 'open',
        draft: false,
        updated_at: '2026-01-01T00:00:00Z',
        created_at: '2026-01-01T00:00:00Z',
        head: side('topic'),
        base: side('main'),
      },
    }
  }

  test('facts asks nobody, and prints what git counts', async () => {
    const { code, stdout } = await keyhold(['pr', 'facts', 'main', 'topic', '--plain'], {
      environment: { KEYHOLD_URL: 'http://127.0.0.1:1' },
    })

    assert.equal(code, 0)
    assert.equal(stdout, '1\t0\tmodified\tsrc/a.ts\t\n1\t0\tadded\tsrc/auth/b "q" $(id).ts\t\n')
  })

  test('P2: submit sends in a CI what the event and git say, and shows the judgement', async () => {
    const { code, stdout, stderr } = await keyhold(['pr', 'submit'], {
      environment: machine.actions(event()),
    })

    const shown = await answerTo<{ headSha: string; title: string; labels: string[] }>('pr', 'show', '12')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /probability of a defect +\d.* %/)
    assert.match(stdout, /authentication/)
    assert.deepEqual([shown.headSha, shown.title, shown.labels], [head, 'fix: "it"\nand $(more)', ['bug']])
  })

  test('P2: submit takes options anywhere else, and wants the number', async () => {
    const named = ['pr', 'submit', 'main', 'topic', '--repository', 'acme/other']
    const [sent, unnamed] = [await keyhold([...named, '--pr', '3', '--json']), await keyhold(named)]

    const { prNumber, repository } = JSON.parse(sent.stdout) as { prNumber: number; repository: string }
    assert.deepEqual([sent.code, prNumber, repository], [0, 3, 'acme/other'])
    assert.equal(unnamed.code, 2)
    assert.match(unnamed.stderr, /--pr/)
  })

  test('P9: blocks by its exit code only where the repository opted in', async () => {
    const policy = await fetch(`${server.url}/internal/pr-intel/policy?repository=acme/other`, {
      headers: { 'x-api-key': key },
    })
    const { policy: usual } = (await policy.json()) as { policy: object }
    const blocking = { ...usual, blocking: { probability: null, findings: ['sensitive-path'] } }
    const put = await ask('PUT', '/internal/pr-intel/policy?repository=acme/other', blocking)
    assert.equal(put.status, 200, await put.text())

    const [open, blocked] = [
      await keyhold(['pr', 'show', '12', '--repository', 'acme/app']),
      await keyhold(['pr', 'show', '3', '--repository', 'acme/other']),
    ]

    assert.deepEqual([open.code, blocked.code], [0, 1])
    assert.match(blocked.stdout, /check +failure/)
  })

  test('list, outcome, model and the comment are answers, and none is 3 with the cure', async () => {
    const listed = await keyhold(['pr', 'list'])
    const merged = await keyhold(['pr', 'merged', '12', '--repository', 'acme/app'])
    const outcome = await keyhold(['pr', 'outcome', '12', 'rolled-back', '--repository', 'acme/app'])
    const model = await keyhold(['pr', 'model', 'acme/app'])
    const comment = await keyhold(['pr', 'show', '12', '--repository', 'acme/app', '--markdown'])
    const none = await keyhold(['pr', 'show', '99'])

    assert.deepEqual(
      [listed.code, merged.code, outcome.code, model.code, comment.code, none.code],
      [0, 0, 0, 0, 0, 3],
    )
    assert.match(listed.stdout, /acme\/app .*#12/)
    assert.match(merged.stdout, /#12 of acme\/app is merged/)
    assert.match(outcome.stdout, /rolled back/)
    assert.match(model.stdout, /50 outcomes/)
    assert.match(comment.stdout, /^<!-- keyhold:pull-request -->/)
    assert.match(none.stderr, /pr list/)
  })

  test('a checkout that is too shallow is told with its cure', async () => {
    const { code, stderr } = await keyhold(['pr', 'submit', 'nowhere', '--pr', '3'])

    assert.equal(code, 3)
    assert.match(stderr, /fetch-depth: 0/)
  })
})

test('keyhold pr policy prints what it takes back, and tells by its place what is wrong in it', async () => {
  const about = ['--repository', 'acme/app']
  const usual = await keyhold(['pr', 'policy', ...about])
  const policy = JSON.parse(usual.stdout) as { leastCodeLines: number }
  checkout.write('policy.json', JSON.stringify({ ...policy, leastCodeLines: 50 }))
  checkout.write('wrong.json', JSON.stringify({ levels: { medium: 0.1, high: 7 } }))

  const set = await keyhold(['pr', 'policy', ...about, '--set', 'policy.json'])
  const wrong = await keyhold(['pr', 'policy', ...about, '--set', 'wrong.json'])
  const none = await keyhold(['pr', 'policy', ...about, '--set', 'none.json'])
  const now = await answerTo<{ isOwn: boolean; policy: { leastCodeLines: number } }>('pr', 'policy', ...about)

  assert.deepEqual(
    [usual.code, set.code, set.stderr],
    [0, 0, 'This is the policy of acme/app from now on.\n'],
  )
  assert.match(usual.stderr, /none of its own/)
  assert.match(wrong.stderr, /\/levels\/high/)
  assert.match(none.stderr, /^Error: .*none\.json/)
  assert.deepEqual([wrong.code === 0, none.code === 0], [false, false])
  assert.deepEqual([policy.leastCodeLines, now.isOwn, now.policy.leastCodeLines], [30, true, 50])
})

describe('keyhold flaky', () => {
  const report = (name: string): Buffer =>
    readFileSync(join(root, `src/parts/releases/flaky/readers/fixtures/${name}.report`))
  const about = ['--repository', 'acme/app']
  before(() => {
    checkout.write('jest.json', report('jest-json'))
    checkout.write('pytest.xml', report('pytest-junit'))
    checkout.write('cut.xml', report('pytest-junit').subarray(0, 900))
  })

  const failing = async (): Promise<{ id: string; title: string; failed: number }[]> => {
    const { tests } = await answerTo<{ tests: { id: string; title: string; failed: number }[] }>(
      'flaky',
      'list',
      '--all',
      '--limit',
      '200',
      ...about,
    )
    return tests.filter(({ failed }) => failed > 0)
  }

  test('F4: upload takes several reports, says what they hold, and counts them once', async () => {
    const words = [
      'flaky',
      'upload',
      'jest.json',
      'pytest.xml',
      ...about,
      '--commit',
      'abcdef1',
      '--run',
      '1',
    ]
    const [one, two] = [await keyhold(words), await keyhold(words)]

    assert.equal(one.code, 0, one.stderr)
    assert.match(one.stdout, /tests of acme\/app: \d+ passed, \d+ failed/)
    assert.match(one.stderr, /retr/i)
    assert.match(two.stderr, /sent before/)
  })

  test('F3: upload and gate put relative names of files below the folder that they run in, and say so', async () => {
    const pytest =
      '<testsuite name="pytest"><testcase classname="tests.test_pay" name="test_race"><failure/></testcase></testsuite>'
    for (const folder of ['services/a', 'services/b', 'services/c']) checkout.write(`${folder}/r.xml`, pytest)
    const within = (folder: string, ...words: string[]) =>
      keyhold(['flaky', ...words, '--repository', 'acme/mono'], { folder })

    const uploads = [
      await within('services/a', 'upload', 'r.xml'),
      await within('services/b', 'upload', 'r.xml'),
      await within('.', 'upload', 'services/c/r.xml', '--folder', 'services/c'),
    ]
    const gate = await within('services/b', 'gate', 'r.xml', '--plain')

    assert.deepEqual(
      uploads.map(({ stdout }) => /(\d) is new/.exec(stdout)?.[1]),
      ['1', '1', '1'],
      uploads[0]!.stdout,
    )
    assert.match(uploads[0]!.stderr, /below services\/a/)
    assert.match(gate.stderr, /below services\/b/)
    assert.match(gate.stdout, /services\/b\/tests\/test_pay\.py/)
  })

  test('F4: upload says in a CI what it is about, without an option', async () => {
    const environment = { ...machine.actions({}), GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch' }
    const { code, stdout } = await keyhold(['flaky', 'upload', 'jest.json', '--json'], { environment })

    const { runId } = JSON.parse(stdout) as { runId: string }
    const run = (await (
      await fetch(`${server.url}/internal/tests/runs/${runId}`, { headers: { 'x-api-key': key } })
    ).json()) as Record<string, unknown>
    assert.equal(code, 0)
    assert.deepEqual(
      [run.repository, run.commit, run.branch, run.ciRunId],
      ['acme/app', 'd'.repeat(40), 'main', '9001'],
    )
  })

  test('F9: gate stops for failures until each is quarantined', async () => {
    const stopped = await keyhold(['flaky', 'gate', 'jest.json', ...about])
    for (const { id } of await failing())
      assert.equal((await keyhold(['flaky', 'quarantine', id, '--owner', 'ada', '--ticket', 'T-1'])).code, 0)
    const passed = await keyhold(['flaky', 'gate', 'jest.json', ...about])

    assert.deepEqual([stopped.code, passed.code], [1, 0], passed.stdout)
    assert.match(stopped.stdout, /Stopped: \d+ tests? failed without being quarantined/)
    assert.match(passed.stdout, /no, quarantined/)
  })

  test('F9: gate stops again once a quarantine has ended', async () => {
    const { failures } = await answerTo<{ failures: { testId: string }[] }>(
      'flaky',
      'gate',
      'jest.json',
      ...about,
    )
    const released = await keyhold(['flaky', 'release', failures[0]!.testId])
    const gate = await keyhold(['flaky', 'gate', 'jest.json', ...about])

    assert.deepEqual([released.code, gate.code], [0, 1])
  })

  for (const [what, words] of [
    ['a report that is missing', ['nowhere.xml']],
    ['a report that is cut off', ['cut.xml']],
    ['one that is missing beside one that is there', ['jest.json', 'nowhere.xml']],
  ] as const)
    test(`F9: gate stops for ${what}`, async () => {
      const { code } = await keyhold(['flaky', 'gate', ...words, ...about])

      assert.equal(code, 1)
    })

  test('F9: gate stops where the command failed and no test did', async () => {
    checkout.write(
      'passed.xml',
      '<testsuite name="s" tests="1"><testcase classname="s" name="one" time="0.1"/></testsuite>',
    )
    const [crashed, passed] = [
      await keyhold(['flaky', 'gate', 'passed.xml', '--ended', '139', ...about]),
      await keyhold(['flaky', 'gate', 'passed.xml', '--ended', '0', ...about]),
    ]

    assert.deepEqual([crashed.code, passed.code], [1, 0], passed.stdout)
    assert.match(crashed.stdout, /139.*crashed/)
  })

  test('F9: gate lets a report without a test pass only where it may be empty and the command ended well', async () => {
    checkout.write('whole.xml', '<testsuite name="s"><testcase classname="s" name="one"/></testsuite>')
    checkout.write('none.xml', '<testsuites tests="0"/>')
    const words = [
      ['whole.xml', 'none.xml', '--ended', '0'],
      ['whole.xml', 'none.xml', '--ended', '1', '--may-be-empty'],
      ['whole.xml', 'none.xml', '--ended', '0', '--may-be-empty'],
      ['none.xml', '--ended', '0', '--may-be-empty'],
      ['none.xml', '--may-be-empty'],
    ]
    const answers = []
    for (const each of words) answers.push(await keyhold(['flaky', 'gate', ...each, ...about]))

    assert.deepEqual(
      answers.map(({ code }) => code),
      [1, 1, 0, 0, 2],
    )
    assert.match(answers[0]!.stdout, /Stopped: none\.xml: The report holds no test/)
    assert.match(answers[4]!.stderr, /wants --ended/)
  })

  test('F9: gate stops where a signal ended the command, whatever failed before', async () => {
    const report =
      '<testsuite name="s"><testcase classname="killed" name="one"><failure/></testcase></testsuite>'
    checkout.write('killed.xml', report)
    await keyhold(['flaky', 'upload', 'killed.xml', ...about, '--commit', 'abcdef9'])
    const { id } = (await failing()).find(({ title }) => title.endsWith('one'))!
    await keyhold(['flaky', 'quarantine', id])

    const answers = [
      await keyhold(['flaky', 'gate', 'killed.xml', '--ended', '1', ...about]),
      await keyhold(['flaky', 'gate', 'killed.xml', '--ended', '137', ...about]),
    ]

    assert.deepEqual(
      answers.map(({ code }) => code),
      [0, 1],
    )
    assert.match(answers[1]!.stdout, /137, and a signal stopped it/)
  })

  test('F9: gate says that a report is empty, that it is a folder, and which of several cannot be read', async () => {
    checkout.write('empty.xml', '')
    const answers = [
      await keyhold(['flaky', 'gate', 'empty.xml', ...about]),
      await keyhold(['flaky', 'gate', '.', ...about]),
      await keyhold(['flaky', 'gate', 'jest.json', 'cut.xml', ...about]),
    ]

    assert.deepEqual(
      answers.map(({ code }) => code),
      [1, 1, 1],
    )
    assert.match(answers[0]!.stderr, /empty\.xml is empty/)
    assert.match(answers[1]!.stderr, /is a folder/)
    assert.match(answers[2]!.stdout, /Stopped: cut\.xml: The report breaks off/)
  })

  test('F9: gate lets nothing pass where nobody answers', async () => {
    const { code } = await keyhold(['flaky', 'gate', 'passed.xml', '--url', 'http://127.0.0.1:1'])

    assert.equal(code, 69)
  })

  test('F2: a report that cannot be read is told with its place', async () => {
    const { code, stderr } = await keyhold(['flaky', 'upload', 'cut.xml', ...about])

    assert.equal(code, 1)
    assert.match(stderr, /line: \d+/)
  })

  test('show, overview, quarantined and renames are answers', async () => {
    const [test] = await failing()
    const shown = await keyhold(['flaky', 'show', test!.id])
    const overview = await keyhold(['flaky', 'overview', ...about])
    const quarantined = await keyhold(['flaky', 'quarantined', ...about])
    const atCommit = await keyhold(['flaky', 'quarantined', ...about, '--commit', 'abcdef1'])
    const renames = await keyhold(['flaky', 'renames', ...about])
    const ranked = await keyhold(['flaky', 'list', ...about])

    assert.deepEqual(
      [shown, overview, quarantined, atCommit, renames, ranked].map(({ code }) => code),
      [0, 0, 0, 1, 0, 0],
    )
    assert.match(shown.stdout, /verdict +\w+; noise/)
    assert.match(shown.stdout, /last commits +[.F±?-]+ /)
    assert.match(quarantined.stdout, /ada/)
    assert.match(atCommit.stdout, /Stopped: /)
  })

  test('F10: settings try thresholds before they are saved, keep the others, and take one back', async () => {
    const settings = (...words: string[]) => keyhold(['flaky', 'settings', ...about, ...words, '--plain'])
    const valueOf = async (name: string) =>
      new Map(
        (await settings()).stdout.split('\n').map((line) => line.split('\t', 3) as [string, string]),
      ).get(name)
    const preview = await keyhold([
      'flaky',
      'settings',
      ...about,
      '--threshold',
      'minimumGroups=1',
      '--preview',
    ])
    const untouched = await valueOf('minimumGroups')

    await settings('--threshold', 'minimumGroups=8', '--threshold', 'quietHours=1.5')
    await settings('--threshold', 'minimumGroups=default', '--auto-quarantine', 'on')

    assert.match(preview.stdout, /of \d+ tests with a failure would be called otherwise.*Nothing was saved/)
    assert.deepEqual(
      [
        untouched,
        await valueOf('minimumGroups'),
        await valueOf('quietHours'),
        await valueOf('autoQuarantine'),
      ],
      ['5', '5', '1.5', 'on'],
    )
  })

  test('settings tell a threshold that there is not, or that is out of its range', async () => {
    const [strange, far, shapeless] = [
      await keyhold(['flaky', 'settings', ...about, '--threshold', 'patience=1']),
      await keyhold(['flaky', 'settings', ...about, '--threshold', 'flakyProbability=2']),
      await keyhold(['flaky', 'settings', ...about, '--threshold', 'minimumGroups']),
    ]

    assert.match(strange.stderr, /patience/)
    assert.match(far.stderr, /\/thresholds\/flakyProbability/)
    assert.match(shapeless.stderr, /minimumGroups=8/)
    assert.deepEqual([strange.code, far.code, shapeless.code].includes(0), false)
  })

  test('F9: quarantine takes a number of days, and keeps what is not named', async () => {
    const [test] = await failing()
    await keyhold(['flaky', 'quarantine', test!.id, '--owner', 'eve', '--ticket', 'T-9'])

    const { stdout, stderr } = await keyhold([
      'flaky',
      'quarantine',
      test!.id,
      '--review-by',
      '7d',
      '--plain',
    ])

    const [, state, reviewBy, owner, ticket] = stdout.trim().split('\t')
    assert.deepEqual([state, owner, ticket], ['quarantined', 'eve', 'T-9'], stderr)
    assert.ok(Math.abs(Date.parse(reviewBy!) - Date.now() - 7 * 86_400_000) < 3_600_000)
  })

  test('list is cut nowhere but in a terminal', async () => {
    const name = `name ${'n'.repeat(200)} end`
    checkout.write(
      'long.xml',
      `<testsuite name="s"><testcase classname="long" name="${name}"><failure/></testcase></testsuite>`,
    )
    await keyhold(['flaky', 'upload', 'long.xml', ...about, '--commit', 'abcdef8'])

    const { stdout } = await keyhold(['flaky', 'list', '--search', 'nnnn end', ...about])

    assert.ok(stdout.includes(name), stdout)
  })

  test('quarantine takes a day of review, and refuses one that is past', async () => {
    const [test] = await failing()
    const [past, mended] = [
      await keyhold(['flaky', 'quarantine', test!.id, '--review-by', '2020-01-01']),
      await keyhold(['flaky', 'quarantine', test!.id, '--state', 'fixed']),
    ]

    assert.notEqual(past.code, 0)
    assert.match(past.stderr, /^Error: /)
    assert.deepEqual([mended.code, /fixed/.test(mended.stdout)], [0, true])
  })
})

test('keyhold repositories lists them, and says which branch is the default one', async () => {
  const set = await keyhold(['repositories', 'set-default-branch', 'acme/app', 'trunk'])
  const listed = await answerTo<{ repositories: { name: string; defaultBranch: string | null }[] }>(
    'repositories',
    'list',
  )
  const none = await keyhold(['repositories', 'set-default-branch', 'acme/nowhere', 'trunk'])

  assert.deepEqual([set.code, none.code], [0, 3])
  assert.equal(listed.repositories.find(({ name }) => name === 'acme/app')?.defaultBranch, 'trunk')
})
