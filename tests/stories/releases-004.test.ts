import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startLetterBox } from '../support/letter-box.ts'
import { startServer } from '../support/server.ts'
import { openTerminal, printedCommands, printedSteps, withKey } from './printed-004.ts'

/** What source 004 prints for its phases 4 to 7, word for word, by bash, git and curl at a server as people start it. */
const key = 'internal-key-of-a-story-0123456789abcdef'
const secret = 'f3a1c09be57d8462a7f3a1c09be57d8462a7f3a1c09be57d8462a7f3a1c09be5'
const folder = mkdtempSync(join(tmpdir(), 'keyhold-004-releases-'))
const environment = { KEYHOLD_HOME: join(folder, 'home'), INTERNAL_API_KEY: key }
const features = ['PR_INTEL', 'FLAKY_DETECTOR', 'SCHEMA_DIFF', 'SYNTHETIC_JOURNEY']
const allAre = (state: string): Record<string, string> =>
  Object.fromEntries(features.map((name) => [`${name}_ENABLED`, state]))

const box = await startLetterBox()
const terminal = openTerminal()
let server = await startServer({
  ...environment,
  ...allAre('true'),
  PR_INTEL_WEBHOOK_SECRET: secret,
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(box.port),
  SMTP_USER: 'apikey',
  SMTP_PASS: 'your-smtp-password-or-api-key',
  FROM_EMAIL: 'noreply@yourdomain.com',
})
after(async () => {
  await Promise.all([server.stop(), box.close()])
  terminal.close()
  rmSync(folder, { recursive: true, force: true })
})

const expressions = (other: Record<string, string> = {}): Record<string, string> => ({
  'secrets.API_BASE_URL': server.url,
  'secrets.PR_INTEL_WEBHOOK_SECRET': secret,
  'github.base_ref': 'main',
  'github.event.pull_request.number': '12',
  ...other,
})
const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(server.url + path, { headers: { 'x-api-key': key } })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** Everybody who has an account, as the operator sees it. */
async function people(): Promise<unknown> {
  const operatorKey = readFileSync(join(folder, 'home/operator.key'), 'utf8').trim()
  const response = await fetch(`${server.url}/api/people`, {
    headers: { authorization: `Bearer ${operatorKey}` },
  })
  return ((await response.json()) as { people: unknown }).people
}

const git = (...words: string[]): void =>
  void execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], {
    cwd: terminal.folder,
    stdio: 'pipe',
  })
const write = (path: string, text: string): void => {
  mkdirSync(join(terminal.folder, path, '..'), { recursive: true })
  writeFileSync(join(terminal.folder, path), text)
}
const schema = (fields: string): string =>
  `datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n\nmodel User {\n  id Int @id\n${fields}}\n`

/** A branch of three files, two of them on paths that the source calls sensitive, as a runner has it checked out. */
function checkOut(): void {
  git('init', '--quiet', '--initial-branch', 'main')
  write('prisma/schema.prisma', schema('  name String\n  nick String?\n'))
  git('add', 'prisma')
  git('commit', '--quiet', '--message', 'base')
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  git('checkout', '--quiet', '-b', 'topic')
  write('src/auth/login.ts', 'export const login = 1\n')
  write('src/password.ts', 'export const password = 2\n')
  write('prisma/schema.prisma', schema('  name String\n'))
  git('add', 'src', 'prisma')
  git('commit', '--quiet', '--message', 'topic')
}
checkOut()

describe('phase 4, its workflow', () => {
  const { 'Analyze PR': analyse = '' } = printedSteps('4. Create GitHub Action')

  test('is answered 201 with the number of the pull request', async () => {
    const taken = await terminal.step(analyse, expressions())

    assert.deepEqual([taken.exitCode, taken.status, taken.body.prNumber], [0, 201, 12])
    assert.equal(typeof taken.body.id, 'string')
    assert.equal(typeof taken.body.message, 'string')
  })

  test('has its facts and its own score as a note in the answer to a look', async () => {
    const { status, body } = await get('/internal/pr-intel/12')

    const [record] = body.records as Record<string, unknown>[]
    assert.deepEqual([status, body.prNumber, body.totalAnalyses], [200, 12, 1])
    assert.deepEqual(
      [record!.changedFilesCount, record!.sensitivePathsCount, body.latestRiskScore],
      [3, 2, 5.5],
    )
  })

  test('has no second effect when it runs once more', async () => {
    const again = await terminal.step(analyse, expressions())

    const { body } = await get('/internal/pr-intel/12')
    assert.deepEqual([again.status, body.totalAnalyses], [200, 1])
  })

  for (const [what, script] of Object.entries({
    'a wrong secret': analyse.replaceAll('${{ secrets.PR_INTEL_WEBHOOK_SECRET }}', 'another-secret'),
    'no signature': analyse.replace(/ *-H "X-Hub-Signature-256: .*\\\n/, ''),
    'a malformed signature': analyse.replace('256: $SIGNATURE', '256: sha256=abc'),
  }))
    test(`is refused with 403 for ${what}`, async () => {
      const refused = await terminal.step(script, expressions())

      assert.deepEqual([refused.status, refused.body.error], [403, 'Invalid HMAC signature'])
    })
})

describe('phase 5, its commands', () => {
  const { 'Send Test Results': send = '' } = printedSteps('3. Update CI to Send Test Results')
  const [ask = ''] = printedCommands('4. Query Flaky Tests')
  const report = (status: string, run: number) =>
    JSON.stringify({
      tests: [
        { suite: 'Login', testName: 'signs in', status, durationMs: 12 },
        { suite: 'Login', testName: 'signs out', status: 'passed', durationMs: 7, metadata: { run } },
      ],
    })

  test('are refused without a key', async () => {
    write('test-results-formatted.json', report('passed', 0))

    const [sent, asked] = [
      await terminal.step(send, expressions()),
      (await terminal.run(server.url, [ask]))[0]!,
    ]

    assert.deepEqual([sent.status, asked.status], [401, 401])
  })

  test('take ten runs, and tell of the test that failed in four', async () => {
    const statuses: number[] = []
    for (let run = 0; run < 10; run++) {
      write('test-results-formatted.json', report(run % 3 === 0 ? 'failed' : 'passed', run))
      statuses.push((await terminal.step(withKey(send, key), expressions())).status)
    }
    const [asked] = await terminal.run(server.url, [withKey(ask, key)])

    const { flakyCandidates, totalCandidates, minRuns } = asked!.body as {
      flakyCandidates: Record<string, unknown>[]
      totalCandidates: number
      minRuns: number
    }
    assert.deepEqual(statuses, Array<number>(10).fill(201))
    assert.deepEqual([totalCandidates, minRuns], [1, 10])
    const { suite, testName, totalRuns, failedRuns, passedRuns, failureRate, isFlaky } = flakyCandidates[0]!
    assert.deepEqual(
      { suite, testName, totalRuns, failedRuns, passedRuns, failureRate, isFlaky },
      {
        suite: 'Login',
        testName: 'signs in',
        totalRuns: 10,
        failedRuns: 4,
        passedRuns: 6,
        failureRate: 40,
        isFlaky: true,
      },
    )
  })
})

describe('phase 6, its step', () => {
  const { 'Analyze Schema Changes': printedStep = '' } = printedSteps('2. Integrate into CI/CD')
  // `jq -Rs .` prints a string with its quotes: the step as printed sends no JSON.
  const corrected = printedStep.replaceAll(/\\"\$\(cat (\S+) \| jq -Rs \.\)\\"/g, '$(jq -Rs . < $1)')

  test('S3: as it is printed sends no JSON, and is told where it ends to be any', async () => {
    const told = await terminal.step(
      withKey(printedStep, key).replaceAll('echo "$RESULT" | jq\n', 'echo "$RESULT"; exit 0\n'),
      expressions(),
    )

    assert.deepEqual([told.status, told.body.code], [400, 'BAD_JSON'])
    assert.equal(typeof told.body.position, 'number')
  })

  test('in its corrected form tells of the dropped field', async () => {
    const told = await terminal.step(
      withKey(corrected, key).replace(/# Check risk score[^]*$/, ''),
      expressions(),
    )

    const { operations, riskScore, severity, windowRecommendation } = told.body as {
      operations: Record<string, unknown>[]
    } & Record<string, unknown>
    assert.equal(told.exitCode, 0)
    assert.deepEqual([riskScore, severity, windowRecommendation], [8, 'low', 'scheduled-maintenance'])
    assert.deepEqual(
      operations.map(({ type, model, field }) => ({ type, model, field })),
      [{ type: 'dropField', model: 'User', field: 'nick' }],
    )
  })

  test('in its corrected form goes on to compare the score', async () => {
    const whole = await terminal.step(withKey(corrected, key), expressions())

    assert.deepEqual([whole.exitCode, whole.text.includes('::warning::')], [0, false])
  })
})

describe('phase 7, its commands', () => {
  const [run = ''] = printedCommands('2. Run Journey')
  const { 'Run Synthetic Journey': gate = '' } = printedSteps('3. Integrate into Deployment Pipeline')

  test('are refused without a key', async () => {
    const [refused] = await terminal.run(server.url, [run])

    assert.equal(refused!.status, 401)
  })

  test('walk through five scenarios, nobody is left of them, and no mail has left', async () => {
    const [walked] = await terminal.run(server.url, [withKey(run, key)])

    const { status, mode, steps, summary } = walked!.body.journey as {
      status: string
      mode: string
      steps: Record<string, unknown>[]
      summary: Record<string, unknown>
    }
    assert.equal(status, 'passed', walked!.text)
    assert.equal(mode, 'real')
    assert.deepEqual(
      steps.map(({ step }) => step),
      ['register', 'verify', 'login', 'createProfile', 'logout'],
    )
    assert.deepEqual([summary.total, summary.passed, summary.failed], [5, 5, 0])
    assert.deepEqual(await people(), [])
    assert.deepEqual(box.taken, [])
  })

  test('let a deployment pass', async () => {
    const passed = await terminal.step(withKey(gate, key), expressions())

    assert.equal(passed.exitCode, 0, passed.text)
  })

  test('hold a deployment up when a step is not known', async () => {
    const held = await terminal.step(withKey(gate, key).replace('"verify"', '"fly"'), expressions())

    assert.deepEqual([held.exitCode, held.text.includes('::error::Synthetic journey failed')], [1, true])
  })
})

describe('the rollback of phases 4 to 7', () => {
  test('answers 404 in its words, with a key or without', async () => {
    await server.stop()
    server = await startServer({ ...environment, ...allAre('false') })
    const paths = {
      '/internal/pr-intel/12': 'PR intelligence feature is not enabled',
      '/internal/tests/flaky-candidates': 'Flaky test detector feature is not enabled',
    }

    for (const [path, error] of Object.entries(paths)) {
      const { status, body } = await get(path)
      assert.deepEqual([status, body.error], [404, error])
    }
  })
})
