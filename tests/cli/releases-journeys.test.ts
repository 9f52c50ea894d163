import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { aCiMachine } from './in-ci.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
let server: Started
let key = ''
const machine = aCiMachine(() => ({ KEYHOLD_URL: server.url, KEYHOLD_API_KEY: key }))
const { checkout, keyhold, answerTo } = machine

const schema = (fields: string): string =>
  `datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id Int @id\n${fields}}\n`
const journey = (status: number, more = ''): string =>
  `targets: [own]\nsteps:\n  - name: alive\n    request: { url: "{{own}}/livez" }\n    expect:\n      - status: ${status}\n${more}`

/** Long enough for another to meet it. */
const slow = `targets: [own]
steps:
  - name: takes three seconds
    request: { url: "{{own}}/livez" }
    expect: [{ status: 418 }]
    until: { timeoutSeconds: 3, everySeconds: 1 }
`

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
  const scopes = ['releases:write', 'releases:read', 'journey:run', 'journey:write'].flatMap((scope) => [
    '--scope',
    scope,
  ])
  key = (await server.keyhold('keys', 'create', '--name', 'ci', ...scopes)).stdout.trim()
})
after(async () => {
  machine.remove()
  await home.remove()
})

describe('keyhold schema diff', () => {
  before(() => {
    checkout.write('prisma/schema.prisma', schema('  name String\n  nick String?\n'))
    checkout.write('many/a.prisma', schema(''))
    checkout.write('many/b.prisma', 'model Order {\n  id Int @id\n  total Int\n}\n')
    checkout.write('merged/1/migration.sql', 'SELECT 1;\n')
    checkout.commit('base')
    checkout.write('prisma/schema.prisma', schema('  name String\n'))
    checkout.write('more.prisma', schema('  name String\n  nick String?\n  age Int?\n'))
    checkout.write('many/b.prisma', 'model Order {\n  id Int @id\n}\n')
    checkout.write('fresh.prisma', schema('  name String\n').replace('model User', 'model Invoice'))
    checkout.write('migration.sql', 'ALTER TABLE "User" DROP COLUMN "nick";\n')
  })
  const base = 'git:HEAD:prisma/schema.prisma'
  const target = 'prisma/schema.prisma'

  test('X10: has an exit code by level, and the level that counts is named', async () => {
    const codes: (number | null)[] = []
    for (const words of [
      [base, target],
      [base, target, '--fail-on', 'never'],
      [base, 'more.prisma'],
      [base, 'more.prisma', '--fail-on', 'low'],
    ])
      codes.push((await keyhold(['schema', 'diff', ...words])).code)

    assert.deepEqual(codes, [1, 0, 0, 1])
  })

  test('X6: takes folders of schemas, of now and of a commit', async () => {
    const { findings } = await answerTo<{ findings: { rule: string; field: string; place: object }[] }>(
      'schema',
      'diff',
      'git:HEAD:many',
      'many',
    )

    const [dropped] = findings.filter(({ rule }) => rule === 'D2')
    assert.deepEqual([dropped?.field, dropped?.place], ['total', { file: 'many/b.prisma', line: 1 }])
  })

  test('X10: marks the line of the schema in the words of a runner', async () => {
    const { stdout } = await keyhold(['schema', 'diff', base, target, '--format', 'github'])

    assert.match(stdout, /^::error file=prisma\/schema\.prisma,line=5,title=D2%3A .*::User\.nick is dropped/m)
  })

  test('X8: is told as SARIF, as Markdown and as JSON, in one order', async () => {
    const of = async (format: string) =>
      (await keyhold(['schema', 'diff', base, target, '--format', format])).stdout
    const [sarif, markdown, json, again] = [
      await of('sarif'),
      await of('markdown'),
      await of('json'),
      (await keyhold(['schema', 'diff', base, target, '--json'])).stdout,
    ]

    const { version, runs } = JSON.parse(sarif) as {
      version: string
      runs: { results: { ruleId: string }[] }[]
    }
    const rules = runs[0]!.results.map(({ ruleId }) => ruleId)
    const found = JSON.parse(json) as { findings: { rule: string }[] }
    assert.equal(version, '2.1.0')
    assert.match(markdown, /^### Schema change: critical/)
    assert.deepEqual(
      found.findings.map(({ rule }) => rule),
      rules,
    )
    assert.deepEqual(JSON.parse(again), found)
  })

  test('X10: refuses a migration that is not there, as nothing of it may go unseen', async () => {
    const words = ['--migration', 'migration.sql', '--migration', 'none.sql']

    const { code, stderr } = await keyhold(['schema', 'diff', base, target, ...words])

    assert.equal(code, 3)
    assert.match(stderr, /no none\.sql/)
  })

  test('X10: takes several migrations, each judged as a file of its own', async () => {
    checkout.write('later/1/migration.sql', 'ALTER TABLE "User" DROP COLUMN "nick";\n')
    checkout.write('later/2/migration.sql', 'CREATE INDEX CONCURRENTLY "User_name_idx" ON "User"("name");\n')
    checkout.write('indexed.prisma', schema('  name String\n  @@index([name])\n'))
    const words = ['schema', 'diff', base, 'indexed.prisma', '--migration', 'later']

    const { findings, migration } = await answerTo<{
      findings: { rule: string }[]
      migration: { reachesTarget: boolean }
    }>(...words)

    assert.equal(migration.reachesTarget, true)
    assert.deepEqual(
      findings.map(({ rule }) => rule).filter((rule) => /^(L1|L5|D2)$/.test(rule)),
      ['D2'],
    )
  })

  test('X10: judges a migration that was changed since the base, and says so', async () => {
    checkout.write('merged/1/migration.sql', 'SELECT 1;\nDELETE FROM "User";\n')
    const words = ['schema', 'diff', base, 'more.prisma', '--migration', 'merged', '--plain']

    const { code, stdout, stderr } = await keyhold(words)

    assert.equal(code, 1)
    assert.match(stdout, /^D9\t90\t/m)
    assert.match(stderr, /merged\/1\/migration\.sql was changed since the base/)
  })

  test('X10: tells of a migration that does not lead to the target, and fails by it where it shall', async () => {
    checkout.write('nothing.sql', '-- nothing\n')
    const words = ['schema', 'diff', base, 'more.prisma', '--migration', 'nothing.sql']

    const [human, plain, github, failed, unnamed] = [
      await keyhold(words),
      await keyhold([...words, '--plain']),
      await keyhold([...words, '--format', 'github']),
      await keyhold([...words, '--fail-on-missing']),
      await keyhold(['schema', 'diff', base, 'more.prisma', '--fail-on-missing']),
    ]

    assert.deepEqual([human.code, plain.code, failed.code, unnamed.code], [0, 0, 1, 2], human.stderr)
    assert.match(human.stdout, /nothing\.sql does not lead where Prisma would\.\n  It leaves out:\n    ALTER/)
    assert.match(plain.stdout, /^migration\tmisses\tnothing\.sql\nmissing\tALTER TABLE/m)
    assert.match(github.stdout, /^::warning title=[^\n]*::nothing\.sql does not lead where Prisma would/m)
  })

  test('X10: fails by a migration that nobody could read, where one must lead to the target', async () => {
    checkout.write('lite.prisma', schema('').replace('postgresql', 'sqlite'))
    const words = ['schema', 'diff', 'lite.prisma', 'lite.prisma', '--migration', 'migration.sql']

    const [told, failed] = [await keyhold(words), await keyhold([...words, '--fail-on-missing'])]

    assert.deepEqual([told.code, failed.code], [0, 1], failed.stderr)
    assert.match(failed.stdout, /The migration was not read/)
  })

  test('X9: names what each answered finding is about, and where it is answered', async () => {
    checkout.write(
      'answered.prisma',
      schema('  name String\n').replace('model User', '// prisma-ignore: D2 nobody reads it\nmodel User'),
    )

    const { code, stdout } = await keyhold(['schema', 'diff', base, 'answered.prisma'])

    assert.equal(code, 0)
    assert.match(stdout, /^D2 User\.nick is answered at answered\.prisma:5: nobody reads it$/m)
  })

  test('looks at the migration, and heeds the size of tables', async () => {
    const { migration } = await answerTo<{ migration: { reachesTarget: boolean } }>(
      'schema',
      'diff',
      base,
      target,
      '--migration',
      'migration.sql',
    )
    const wrong = await keyhold(['schema', 'diff', base, target, '--rows', 'User'])
    const sized = await keyhold([
      'schema',
      'diff',
      base,
      target,
      '--rows',
      'User=5',
      '--rows',
      'Order=900000',
    ])

    assert.equal(migration.reachesTarget, true)
    assert.deepEqual([wrong.code, sized.code], [2, 1])
  })

  test('is kept where a repository is named, and not elsewhere', async () => {
    const [kept, gone] = [
      await answerTo<{ id: string | null }>(
        'schema',
        'diff',
        base,
        target,
        '--repository',
        'acme/app',
        '--pr',
        '7',
      ),
      await answerTo<{ id: string | null }>('schema', 'diff', base, target),
    ]

    assert.deepEqual([typeof kept.id, gone.id], ['string', null])
  })

  test('of a new schema says so, and of a mistyped base refuses', async () => {
    const [fresh, mistyped] = [
      await keyhold(['schema', 'diff', 'git:HEAD:fresh.prisma', 'fresh.prisma']),
      await keyhold(['schema', 'diff', 'git:HEAD:prisma/shcema.prisma', target]),
    ]

    assert.deepEqual([fresh.code, mistyped.code], [0, 2])
    assert.match(fresh.stderr, /new one/)
    assert.match(mistyped.stderr, /probably git:HEAD:prisma\/schema\.prisma$/m)
  })

  test('X1: of a schema that is none is told with its line', async () => {
    checkout.write('broken.prisma', `${schema('')}\nmodel Other {\n  id Nothing @id\n}\n`)

    const { code, stderr } = await keyhold(['schema', 'diff', base, 'broken.prisma'])

    assert.equal(code, 1)
    assert.match(stderr, /broken\.prisma: line 10: /)
  })
})

describe('keyhold journey', () => {
  before(() => {
    checkout.write('good.yaml', journey(200))
    checkout.write('bad.yaml', `name: bad\n${journey(418)}`)
    checkout.write('locked.yaml', journey(200, 'secrets: { password: not-there }\n'))
    checkout.write('unkept.yaml', journey(200, 'secrets: { password: never-kept }\n'))
    checkout.write('Mixed Case.yaml', journey(200))
    checkout.write('slow.yaml', slow)
    checkout.write('wrong.yaml', journey(200, 'slo: 7\n'))
  })

  test('J1: apply keeps a document by its own name or its file’s, and tells mistakes by line', async () => {
    const [good, bad, wrong, looked] = [
      await keyhold(['journey', 'apply', 'good.yaml']),
      await keyhold(['journey', 'apply', 'bad.yaml', '--name', 'bad']),
      await keyhold(['journey', 'apply', 'wrong.yaml']),
      await keyhold(['journey', 'apply', 'wrong.yaml', '--check']),
    ]
    const { journeys } = await answerTo<{ journeys: { name: string }[] }>('journey', 'list')

    assert.deepEqual([good.code, bad.code, wrong.code, looked.code], [0, 0, 1, 1])
    assert.match(wrong.stderr, /line 7: \/slo: /)
    assert.deepEqual(
      journeys.map(({ name }) => name),
      ['bad', 'good'],
    )
  })

  test('J9: run ends with 0 for passed and 1 for failed', async () => {
    const [good, bad] = [
      await keyhold(['journey', 'run', '--journey', 'good']),
      await keyhold(['journey', 'run', '--journey', 'bad']),
    ]

    assert.deepEqual([good.code, bad.code], [0, 1], good.stderr)
    assert.match(good.stdout, /alive +passed[^]*Passed in[^]*Run: [0-9a-f-]{36}$/m)
    assert.match(bad.stdout, /alive +failed[^]*Failed in/)
  })

  for (const [what, words] of [
    ['an unknown scenario', ['--scenarios', 'register,fly']],
    ['an unknown journey', ['--journey', 'nowhere']],
    ['no server', ['--journey', 'good', '--url', 'http://127.0.0.1:1']],
    ['both a journey and scenarios', ['--journey', 'good', '--scenarios', 'login']],
  ] as const)
    test(`J9: run ends with 2 for ${what}`, async () => {
      const { code, stderr } = await keyhold(['journey', 'run', ...words])

      assert.equal(code, 2)
      assert.match(stderr, /^Error: /)
    })

  test('J9: run ends with 2 for a key that may not', async () => {
    const { code, stderr } = await keyhold(['journey', 'run', '--journey', 'good'], {
      environment: { KEYHOLD_API_KEY: 'kh_wrong' },
    })

    assert.equal(code, 2)
    assert.match(stderr, /KEYHOLD_API_KEY/)
  })

  test('J5: run ends with 2 for a secret that is not there, and passes once it is', async () => {
    const applied = await keyhold(['journey', 'apply', 'locked.yaml'])
    const without = await keyhold(['journey', 'run', '--journey', 'locked'])
    const set = await keyhold(['journey', 'secrets', 'set', 'not-there'], { input: 'hunter2-hunter2\n' })
    const having = await keyhold(['journey', 'run', '--journey', 'locked'])
    const listed = await keyhold(['journey', 'secrets', 'list'])
    const used = await keyhold(['journey', 'secrets', 'delete', 'not-there', '--yes'])

    assert.deepEqual(
      [applied, without, set, having, listed, used].map(({ code }) => code),
      [0, 2, 0, 0, 0, 5],
      without.stdout + set.stderr,
    )
    assert.equal((listed.stdout + set.stdout).includes('hunter2'), false)
  })

  test('J9: run links its result to the commit and the pull request of the CI', async () => {
    const event = {
      pull_request: { number: 12, head: { sha: 'a'.repeat(40), ref: 'topic' }, base: { ref: 'main' } },
    }
    const { code } = await keyhold(['journey', 'run', '--journey', 'good'], {
      environment: machine.actions(event),
    })

    const { runs } = await answerTo<{ runs: { commit: string; prNumber: number }[] }>(
      'journey',
      'runs',
      'good',
      '--pr',
      '12',
    )
    assert.equal(code, 0)
    assert.deepEqual(
      runs.map(({ commit, prNumber }) => [commit, prNumber]),
      [['a'.repeat(40), 12]],
    )
  })

  test('J2: run with --wait 0 only asks, and the result comes later', async () => {
    const asked = await keyhold(['journey', 'run', '--journey', 'good', '--wait', '0', '--json'])

    const { journey } = JSON.parse(asked.stdout) as { journey: { id: string; status: string } }
    assert.ok(['queued', 'running', 'passed'].includes(journey.status))
    assert.equal(asked.code, journey.status === 'passed' ? 0 : 2)
  })

  test('S7: a simulated run ends with 2 unless it was asked for, and is marked', async () => {
    const [asked, looked] = [
      await keyhold(['journey', 'run', '--journey', 'good', '--mode', 'simulated']),
      await keyhold(['journey', 'runs', 'good', '--limit', '1']),
    ]
    const [id] = /[0-9a-f-]{36}/.exec(looked.stdout)!
    const result = await keyhold(['journey', 'result', id])

    assert.deepEqual([asked.code, looked.code, result.code], [0, 0, 2])
    assert.match(asked.stdout, /Simulated: nothing was called/)
    assert.match(looked.stdout, /passed \(simulated\)/)
  })

  test('J9: run waits for one that is under way, as long as it may wait', async () => {
    await keyhold(['journey', 'apply', 'slow.yaml'])
    await keyhold(['journey', 'run', '--journey', 'slow', '--wait', '0'])

    const [unasked, behind] = [
      await keyhold(['journey', 'run', '--journey', 'slow', '--wait', '0']),
      await keyhold(['journey', 'run', '--journey', 'slow', '--wait', '60']),
    ]

    assert.deepEqual([unasked.code, behind.code], [2, 1], behind.stderr)
    assert.match(unasked.stderr, /is running/)
    assert.match(behind.stdout, /takes three seconds +failed +\d+ ms +\/livez answered 200, wants 418$/m)
  })

  test('J1: apply names the cure for a name that is none, and for a secret that is not there', async () => {
    const [unnamed, mixed, looked, unkept] = [
      await keyhold(['journey', 'apply', '-'], { input: journey(200) }),
      await keyhold(['journey', 'apply', 'Mixed Case.yaml']),
      await keyhold(['journey', 'apply', 'unkept.yaml', '--check']),
      await keyhold(['journey', 'apply', 'unkept.yaml']),
    ]

    assert.deepEqual([unnamed.code, mixed.code, looked.code, unkept.code], [2, 2, 0, 0])
    for (const { stderr } of [unnamed, mixed]) assert.match(stderr, /--name checkout/)
    for (const { stderr } of [looked, unkept]) assert.match(stderr, /journey secrets set never-kept/)
  })

  test('J8: show, runs, result and the archive are answers', async () => {
    const { runs } = await answerTo<{ runs: { id: string; outcome: string }[] }>('journey', 'runs', 'bad')
    const [id] = runs.map((run) => run.id)
    const [shown, document, result, archive, none] = [
      await keyhold(['journey', 'show', 'good']),
      await keyhold(['journey', 'show', 'good', '--document']),
      await keyhold(['journey', 'result', id!]),
      await keyhold(['journey', 'har', id!]),
      await keyhold(['journey', 'show', 'nowhere']),
    ]

    assert.deepEqual([shown.code, document.code, result.code, archive.code, none.code], [0, 0, 1, 0, 3])
    assert.match(shown.stdout, /up, 24h/)
    assert.equal(document.stdout, journey(200))
    const { log } = JSON.parse(archive.stdout) as { log: { entries: object[] } }
    assert.equal(log.entries.length, 1)
    assert.match(none.stderr, /journey list/)
  })

  test('J8: run and runs lead to the cause: the step, each attempt, how the answer began, and the calls', async () => {
    checkout.write('twice.yaml', `${journey(418)}retry: { strategy: fixed, retries: 1, baseSeconds: 0.1 }\n`)
    await keyhold(['journey', 'apply', 'twice.yaml'])

    const ran = await keyhold(['journey', 'run', '--journey', 'twice', '--wait', '59'])
    const listed = await keyhold(['journey', 'runs', 'twice'])

    const mistake = 'alive: /livez answered 200, wants 418'
    assert.match(
      ran.stdout,
      new RegExp(`^Attempt 1: ${mistake}\\nAttempt 2: ${mistake}\\nFailed 2 times`, 'm'),
    )
    assert.match(ran.stdout, /^alive was answered: /m)
    assert.match(ran.stdout, /^Calls: npx keyhold journey har [0-9a-f-]{36} --out run\.har$/m)
    assert.match(listed.stdout, new RegExp(`failed +${mistake}$`, 'm'))
  })

  test('J6: pause, resume and delete say so, and delete asks', async () => {
    const [paused, resumed, unasked, deleted] = [
      await keyhold(['journey', 'pause', 'bad']),
      await keyhold(['journey', 'resume', 'bad']),
      await keyhold(['journey', 'delete', 'bad']),
      await keyhold(['journey', 'delete', 'bad', '--yes']),
    ]

    assert.deepEqual([paused.code, resumed.code, unasked.code, deleted.code], [0, 0, 2, 0])
  })
})
