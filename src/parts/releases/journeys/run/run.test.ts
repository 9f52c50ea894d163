import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readJourney } from '../document/read.ts'
import { planOf } from '../scenarios/plan-of.ts'
import { answering, aStage } from './run.fixture.ts'
import { cleanUpBehind } from './run.ts'

const steps = (text: string, further = '') => `targets: [own]\n${further}\nsteps:\n${text}`

describe('a journey', () => {
  test('J1: takes a value of one answer into the next request, and keeps cookies and their CSRF token', async (t) => {
    const seen: Record<string, unknown>[] = []
    const { run } = await aStage(
      t,
      answering({
        'POST /login': () => [
          200,
          { user: { id: 42 } },
          { 'set-cookie': ['session=s3cr3t-cookie; Path=/; HttpOnly', 'XSRF-TOKEN=the-token; Path=/'] },
        ],
        'POST /orders/42?all=yes': (body, headers) => {
          seen.push({ body: JSON.parse(body), cookie: headers.cookie, token: headers['x-csrf-token'] })
          return [201, { id: 'o-1' }]
        },
      }),
    )

    const result = await run(
      steps(`
  - name: sign in
    request: { method: POST, url: "{{own}}/login", json: { user: ada } }
    expect: [{ status: 200 }, { jsonPath: $.user.id, atLeast: 1 }, { cookie: session, exists: true }]
    extract: { userId: { jsonPath: $.user.id } }
  - name: order
    request: { method: POST, url: "{{own}}/orders/{{userId}}", query: { all: "yes" }, json: { of: "{{userId}}" }, csrf: true }
    expect: [{ status: 201 }, { schema: { type: object, required: [id] } }]`),
    )

    assert.equal(result.outcome, 'passed')
    assert.deepEqual(seen, [
      { body: { of: 42 }, cookie: 'session=s3cr3t-cookie; XSRF-TOKEN=the-token', token: 'the-token' },
    ])
  })

  test('J1: stops at the first step that fails, says why, and names what it did not do', async (t) => {
    const { run } = await aStage(t, answering({ 'GET /a': () => [500, { error: 'broken' }] }))

    const { outcome, attempts } = await run(
      steps(`
  - { name: first, request: { url: "{{own}}/a" }, expect: [{ status: 200 }] }
  - { name: second, request: { url: "{{own}}/b" } }`),
    )

    const [{ stages, notRun }] = attempts as [(typeof attempts)[0]]
    assert.equal(outcome, 'failed')
    assert.deepEqual(
      stages.map(({ name, status, error }) => [name, status, error?.code, error?.message]),
      [['first', 'failed', 'EXPECTATION_FAILED', '/a answered 500, wants 200']],
    )
    assert.deepEqual(notRun, ['second'])
  })

  for (const [expected, message] of [
    ['{ jsonPath: $.state, equals: paid }', '$.state is "open", wants equals "paid"'],
    ['{ jsonPath: $.items, contains: z }', '$.items is ["a","b"], wants contains "z"'],
    ['{ jsonPath: "$.items[*]", count: 3 }', '$.items[*] is "a", "b", wants count 3'],
    ['{ jsonPath: $.none, exists: true }', '$.none is not there, wants exists true'],
    ['{ header: x-kind, oneOf: [a, b] }', 'x-kind is "c", wants oneOf ["a","b"]'],
    [
      '{ body: true, notContains: open }',
      'the body is "{\\"state\\":\\"open\\",\\"items\\":[\\"a\\",\\"b\\"],\\"token\\":\\"[redacted]\\"}", wants notContains "open"',
    ],
    [
      '{ schema: { properties: { state: { type: number } } } }',
      'the answer is not as the schema has it: /state: Instance type "string" is invalid. Expected "number".',
    ],
    ['{ jsonPath: $.token, equals: x }', '$.token is [redacted], wants equals [redacted]'],
    ['{ jsonPath: "$.*", equals: open }', '$.* is "open", ["a","b"], [redacted], wants equals "open"'],
  ] as const)
    test(`J1: says what is there where it wants ${expected}`, async (t) => {
      const { run } = await aStage(
        t,
        answering({
          'GET /': () => [200, { state: 'open', items: ['a', 'b'], token: 'abcdef' }, { 'x-kind': 'c' }],
        }),
      )

      const { attempts } = await run(
        steps(`  - { name: a, request: { url: "{{own}}/" }, expect: [${expected}] }`),
      )

      assert.equal(attempts[0]!.stages[0]!.error?.message, message)
    })

  test('J1: takes an error for a failure where no status is expected, and not where it is', async (t) => {
    const { run } = await aStage(t, answering({ 'GET /': () => [500, {}] }))
    const outcome = async (expect: string) =>
      (await run(steps(`  - { name: a, request: { url: "{{own}}/" }, expect: [${expect}] }`))).outcome

    assert.deepEqual(
      [await outcome(''), await outcome('{ body: true, exists: true }'), await outcome('{ status: 500 }')],
      ['failed', 'failed', 'passed'],
    )
  })

  test('J1: asks again until what it expects holds, and gives up when its time is over', async (t) => {
    let asked = 0
    const { run } = await aStage(
      t,
      answering({ 'GET /job': () => ({ state: ++asked < 3 ? 'running' : 'done' }) }),
    )
    const waiting = (state: string, seconds: number) =>
      steps(`  - name: wait
    request: { url: "{{own}}/job" }
    expect: [{ jsonPath: $.state, equals: ${state} }]
    until: { timeoutSeconds: ${seconds}, everySeconds: 0.2 }`)

    const [done, never] = [await run(waiting('done', 5)), await run(waiting('gone', 1))]

    assert.deepEqual([done.outcome, never.outcome, asked < 12], ['passed', 'failed', true])
    assert.deepEqual(done.attempts[0]!.stages[0]!.statuses, [200, 200, 200])
  })

  test('J1: shows the code of an authenticator, by a secret of the vault', async (t) => {
    const codes: string[] = []
    const { run } = await aStage(
      t,
      answering({
        'POST /code': (body) => {
          codes.push((JSON.parse(body) as { code: string }).code)
          return {}
        },
      }),
      { secrets: { app: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' } },
    )

    const { outcome } = await run(
      steps(
        `  - { name: code, totp: { secret: "{{secrets.app}}", as: code } }
  - { name: send, request: { method: POST, url: "{{own}}/code", json: { code: "{{code}}" } } }`,
        'secrets: { app: app }',
      ),
    )

    assert.equal(outcome, 'passed')
    assert.match(codes[0]!, /^\d{6}$/)
  })

  test('J1: waits for a mail to whom it made up, and takes the link’s secret', async (t) => {
    const { run, stage } = await aStage(t, answering({ 'GET /verify/t0k3n': () => ({}) }))
    stage.letters = [
      {
        id: '1',
        template: 'verify_address',
        subject: 'Confirm',
        text: '',
        link: 'https://app.example.org/verify#t0k3n',
      },
    ]

    const { outcome, attempts } = await run(
      steps(`  - { name: who, person: { as: ada } }
  - { name: mail, mail: { to: "{{ada.email}}", template: verify_address }, extract: { token: { link: fragment } } }
  - { name: use, request: { url: "{{own}}/verify/{{token}}" }, expect: [{ status: 200 }] }`),
    )

    assert.equal(outcome, 'passed', JSON.stringify(attempts))
    assert.match(stage.announced[0]!, /^synthetic-\d+-[a-z0-9]{10}@synthetic\.invalid$/)
  })

  test('J1: reads no mail of somebody whom it did not make up', async (t) => {
    const { run, stage } = await aStage(t, answering({}))
    stage.letters = [
      { id: '1', template: 'reset_password', subject: '', text: '', link: 'https://a.example.org/#secret' },
    ]

    const { attempts } = await run(
      steps(`  - { name: mail, mail: { to: ada@example.org }, extract: { token: { link: fragment } } }`),
    )

    assert.equal(attempts[0]!.stages[0]!.error?.code, 'MAIL_OF_OTHERS')
  })

  test('J1: ends when its time is up, and cleans up within a time of its own', async (t) => {
    const { run } = await aStage(t, (request, response) => {
      if (request.method === 'DELETE') response.end()
    })

    const begun = performance.now()
    const { outcome, attempts } = await run(
      `${steps('  - { name: hangs, request: { url: "{{own}}/" } }')}
cleanup: [{ name: away, request: { method: DELETE, url: "{{own}}/" }, expect: [{ status: 200 }] }]
timeoutSeconds: 1`,
    )

    assert.ok(performance.now() - begun < 5_000)
    assert.deepEqual([outcome, attempts[0]!.cleanup[0]!.status], ['failed', 'passed'])
  })

  test('J7: tries again as its strategy says, cleans up behind each attempt, and says that it was not the first', async (t) => {
    let asked = 0
    const { run, stage } = await aStage(t, answering({ 'GET /': () => (++asked < 2 ? [503, {}] : {}) }))

    const result = await run(
      steps(
        '  - { name: a, request: { url: "{{own}}/" }, expect: [{ status: 200 }] }',
        'retry: { strategy: fixed, retries: 2, baseSeconds: 0.1 }',
      ),
    )

    assert.deepEqual(
      [result.outcome, result.attempts.map(({ status }) => status)],
      ['passed_retry', ['failed', 'passed']],
    )
    assert.equal(stage.erased, 2)
  })

  test('J8: is degraded, and passed, where a step is slower than it may be', async (t) => {
    const { run } = await aStage(t, (_request, response) => void setTimeout(() => response.end('{}'), 30))

    const { outcome, isDegraded } = await run(
      steps('  - { name: a, request: { url: "{{own}}/" }, degradedAfterMilliseconds: 5 }'),
    )

    assert.deepEqual([outcome, isDegraded], ['passed', true])
  })

  test('J1: fails at a step whose expectation takes too long, and says what to do', async (t) => {
    const { run } = await aStage(t, (_request, response) => response.end(`[${'0,'.repeat(400_000)}0]`))
    const schema = `{ items: { allOf: [${Array(100).fill('{}').join(', ')}] } }`

    const { outcome, attempts } = await run(
      steps(`  - { name: a, request: { url: "{{own}}/" }, expect: [{ schema: ${schema} }] }`),
    )

    const { code, message } = attempts[0]!.stages[0]!.error!
    assert.deepEqual([outcome, code], ['failed', 'ANSWER_TOO_HARD'])
    assert.match(message, /^an answer of 800003 characters took .* shorten the schema/)
  })

  test('J1: sends nothing where a short document makes a long request of variables', async (t) => {
    let asked = 0
    const { run } = await aStage(t, (_request, response) => {
      asked += 1
      response.end(`[${'x'.repeat(20_000)}]`)
    })
    const sending = (name: string, body: string) =>
      steps(`
  - { name: a, request: { url: "{{own}}/" }, extract: { x: { after: "[", before: "]" } } }
  - { name: ${name}, request: { method: POST, url: "{{own}}/", ${body} } }`)

    const errors = [
      await run(sending('text', `text: "${'{{x}}'.repeat(60)}"`)),
      await run(sending('json', `json: [${Array(60).fill('"{{x}}"').join(', ')}]`)),
      await run(
        sending('form', `form: { ${Array.from({ length: 60 }, (_, n) => `a${n}: "{{x}}"`).join(', ')} }`),
      ),
      await run(
        sending('address', `query: { ${Array.from({ length: 60 }, (_, n) => `a${n}: "{{x}}"`).join(', ')} }`),
      ),
    ].map(({ attempts }) => attempts[0]!.stages[1]!.error)

    const tooLarge = {
      code: 'REQUEST_TOO_LARGE',
      message: 'its variables come to more than 1048576 characters',
      step: null,
    }
    assert.deepEqual(errors, [tooLarge, tooLarge, tooLarge, tooLarge])
    assert.equal(asked, 4)
  })

  test('J8: fails, and is no run that could not be made, where a target is down with JSON of any depth', async (t) => {
    const { run } = await aStage(t, (_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end('['.repeat(400_000) + ']'.repeat(400_000))
    })

    const { outcome, attempts } = await run(
      steps('  - { name: a, request: { url: "{{own}}/" }, expect: [{ status: 200 }] }'),
    )

    assert.deepEqual(
      [outcome, attempts[0]!.stages[0]!.error?.message, attempts[0]!.stages[0]!.traces.length],
      ['failed', '/ answered 500, wants 200', 1],
    )
  })

  test('J5: could not run, and says nothing of the target, where a secret is missing', async (t) => {
    const { run } = await aStage(t, answering({}))

    const { outcome, error, attempts } = await run(
      steps(
        '  - { name: a, request: { url: "{{own}}/", bearer: "{{secrets.key}}" } }',
        'secrets: { key: no-such }',
      ),
    )

    assert.deepEqual([outcome, error?.code, attempts.length], ['could_not_run', 'SECRET_MISSING', 0])
  })
})

test('says nothing of this deployment where a process of it starts or stops', async (t) => {
  const { run } = await aStage(t, answering({ 'GET /': () => [503, { code: 'DRAINING' }] }))

  const { outcome, error } = await run(
    steps('  - { name: a, request: { url: "{{own}}/" }, expect: [{ status: 200 }] }'),
  )

  assert.deepEqual([outcome, error?.code], ['could_not_run', 'OWN_DRAINING'])
})

describe('cleaning up', () => {
  const made = `
  - { name: make, request: { method: POST, url: "{{own}}/things" }, extract: { id: { jsonPath: $.id } } }
  - { name: fails, request: { url: "{{own}}/none" }, expect: [{ status: 200 }] }
cleanup:
  - { name: away, request: { method: DELETE, url: "{{own}}/things/{{id}}" }, expect: [{ status: 200 }] }
  - { name: refused, request: { method: DELETE, url: "{{own}}/refused" }, expect: [{ status: 200 }] }
  - { name: last, request: { method: DELETE, url: "{{own}}/last" }, expect: [{ status: 200 }] }`

  test('J3: is done after a failure, each step whatever came of the others, and what is left is listed', async (t) => {
    const { run, stage } = await aStage(
      t,
      answering({
        'POST /things': () => ({ id: 7 }),
        'DELETE /things/7': () => ({}),
        'DELETE /last': () => ({}),
      }),
    )

    const { outcome, attempts } = await run(steps(made))

    assert.equal(outcome, 'failed')
    assert.deepEqual(
      attempts[0]!.cleanup.map(({ name, status }) => [name, status]),
      [
        ['away', 'passed'],
        ['refused', 'failed'],
        ['last', 'passed'],
      ],
    )
    assert.deepEqual(attempts[0]!.leftovers, ['refused: /refused answered 404, wants 200'])
    assert.equal(stage.erased, 1)
  })

  test('J3: goes on behind a step that could not be done, and ends with the people', async (t) => {
    const { run, stage } = await aStage(
      t,
      answering({ 'DELETE /refused': () => [503, { code: 'DRAINING' }], 'DELETE /last': () => ({}) }),
    )

    const { attempts } = await run(steps(made))

    const [{ cleanup, leftovers }] = attempts as [(typeof attempts)[0]]
    assert.deepEqual(
      cleanup.map(({ name, status }) => [name, status]),
      [
        ['away', 'skipped'],
        ['last', 'passed'],
      ],
    )
    assert.deepEqual(leftovers, ['refused: this deployment was starting or stopping'])
    assert.equal(stage.erased, 1)
  })

  test('J3: leaves out what was never made', async (t) => {
    const { run } = await aStage(t, answering({ 'DELETE /last': () => ({}), 'DELETE /refused': () => ({}) }))

    const { attempts } = await run(steps(made))

    const [away] = attempts[0]!.cleanup
    assert.deepEqual([away!.status, away!.reason], ['skipped', 'nothing to clean up: {{id}} is not set'])
    assert.deepEqual(attempts[0]!.leftovers, [])
  })

  for (const [what, status, body] of [
    ['an answer that is no JSON', 201, '<html>made</html>'],
    ['an answer without it', 201, '{"order":7}'],
    ['an error that says nothing of what was made', 500, '{}'],
  ] as const)
    test(`J3: lists what it cannot take back, as ${what} came to what it was sent`, async (t) => {
      const { run } = await aStage(t, (request, response) => {
        response.writeHead(request.method === 'POST' ? status : 200, { 'content-type': 'application/json' })
        response.end(request.method === 'POST' ? body : '{}')
      })

      const { attempts } = await run(steps(made))

      const [away] = attempts[0]!.cleanup
      const why = 'cannot be cleaned up: `make` was begun, but {{id}} was not taken out of an answer'
      assert.deepEqual([away!.status, away!.error?.message], ['failed', why])
      assert.deepEqual(attempts[0]!.leftovers, [`away: ${why}`])
    })

  test('J3: lists what was sent and came to no answer, and nothing behind what was never sent', async (t) => {
    const { run } = await aStage(t, (request, response) =>
      request.method === 'POST' ? response.destroy() : response.end('{}'),
    )
    const [reset, unreached] = [
      await run(steps(made)),
      await run(steps(made.replace('{{own}}/things', 'http://127.0.0.1:1/things'))),
    ].map(({ attempts }) => attempts[0]!.cleanup[0]!.status)

    assert.deepEqual([reset, unreached], ['failed', 'skipped'])
  })

  test('J3: what is made and taken back may be named by the attempt, before anything was answered', async (t) => {
    const seen: string[] = []
    const { own, stage, run } = await aStage(t, (request, response) => {
      seen.push(`${request.method} ${request.url}`)
      response.writeHead(request.method === 'PUT' ? 500 : 200)
      response.end('{}')
    })
    const document = `targets: [own]
steps: [{ name: make, request: { method: PUT, url: "{{own}}/{{run.attempt}}" } }]
cleanup: [{ name: away, request: { method: DELETE, url: "{{own}}/{{run.attempt}}" } }]
retry: { strategy: fixed, retries: 1, baseSeconds: 0.1 }`

    await run(document)
    const behind = await cleanUpBehind(stage, planOf(readJourney(document), own), stage.remembered[1]!, [])

    assert.deepEqual(seen, ['PUT /1', 'DELETE /1', 'PUT /2', 'DELETE /2', 'DELETE /2'])
    assert.deepEqual(behind.leftovers, [])
  })

  test('J3: behind a process that ended in the middle of a step, lists what that step may have made', async (t) => {
    const { own, stage } = await aStage(
      t,
      answering({ 'DELETE /refused': () => ({}), 'DELETE /last': () => ({}) }),
    )
    const plan = planOf(readJourney(steps(made)), own)
    const remembered = { attempt: 1, variables: {}, cookies: '' }

    const [inIt, before] = [
      await cleanUpBehind(stage, plan, remembered, ['fails']),
      await cleanUpBehind(stage, plan, remembered, ['make', 'fails']),
    ].map(({ leftovers }) => leftovers.length)

    assert.deepEqual([inIt, before], [1, 0])
  })

  test('J3: what it needs is written down before the next step is done', async (t) => {
    const known: number[] = []
    const { run, stage } = await aStage(
      t,
      answering({
        'POST /things': () => ({ id: 7 }),
        'GET /none': () => {
          known.push(stage.remembered.length)
          return {}
        },
      }),
    )

    await run(steps(made))

    assert.deepEqual(known, [2])
    assert.deepEqual(
      stage.remembered.slice(0, 2).map(({ attempt, variables }) => [attempt, variables]),
      [
        [1, {}],
        [1, { id: 7 }],
      ],
    )
  })
})
