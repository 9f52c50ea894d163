import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { Misread, type Problem } from './problem.ts'
import { readJourney } from './read.ts'
import { longestDocument } from './source.ts'

const checkout = `
name: checkout
targets:
  - https://shop.example.org
variables: { base: https://shop.example.org }
secrets: { password: shop-password }
steps:
  - name: sign in
    request:
      method: POST
      url: "{{base}}/login"
      json: { user: ada, password: "{{secrets.password}}" }
    expect:
      - status: 200
      - jsonPath: $.user.id
        exists: true
    extract:
      userId: { jsonPath: $.user.id }
  - name: order
    request: { method: POST, url: "{{base}}/orders/{{userId}}", csrf: true }
    expect: [{ status: [200, 201] }, { latencyMilliseconds: 800 }]
cleanup:
  - name: take back
    request: { method: DELETE, url: "{{base}}/orders/{{userId}}" }
`

/** What is wrong with a document. */
function problemsOf(text: string): readonly Problem[] {
  try {
    readJourney(text)
    return []
  } catch (error) {
    if (error instanceof Misread) return error.problems
    throw error
  }
}

/** The same document with one line in another's place. */
const changed = (line: string | RegExp, into: string): string => {
  assert.notEqual(checkout.replace(line, into), checkout)
  return checkout.replace(line, into)
}

/** Where the first mistake stands, and what it wants. */
const firstOf = (text: string): string => {
  const [problem] = problemsOf(text)
  return problem ? `${problem.line}: ${problem.at}: ${problem.wants}` : 'nothing'
}

describe('a journey’s document', () => {
  test('J1: is the same in YAML and in JSON', () => {
    const fromYaml = readJourney(checkout)

    const fromJson = readJourney(JSON.stringify(fromYaml))

    assert.deepEqual(fromJson, fromYaml)
    assert.deepEqual([fromYaml.steps?.length, fromYaml.timeoutSeconds, fromYaml.retry], [2, 60, undefined])
  })

  test('J1: tells of each mistake the line that it stands on', () => {
    const text = changed('method: POST', 'method: FETCH').replace('status: 200', 'status: 2000')

    const problems = problemsOf(text)

    assert.deepEqual(
      problems.map(({ line, at }) => [line, at]),
      [
        [10, '/steps/0/request/method'],
        [14, '/steps/0/expect/0/status'],
      ],
    )
  })

  for (const [what, text, first] of [
    [
      'a member that is none',
      changed('    extract:', '    extracts:'),
      '17: /steps/0/extracts: does not take "extracts"',
    ],
    [
      'two kinds of step',
      changed('  - name: order', '  - name: order\n    person: { as: ada }'),
      '19: /steps/1: wants exactly one of request, person, mail, totp',
    ],
    [
      'a variable that nothing sets',
      changed('orders/{{userId}}", csrf', 'orders/{{orderId}}", csrf'),
      '20: /steps/1/request/url: {{orderId}} is not set by anything before it',
    ],
    [
      'a variable that is set later',
      changed('"{{base}}/login"', '"{{base}}/{{userId}}"'),
      '11: /steps/0/request/url: {{userId}} is not set by anything before it',
    ],
    [
      'a secret that is not named',
      changed('{{secrets.password}}', '{{secrets.other}}'),
      "12: /steps/0/request/json/password: {{secrets.other}} is not among the document's secrets",
    ],
    [
      'half a variable',
      changed('{{secrets.password}}', '{{secrets password'),
      '12: /steps/0/request/json/password: wants a variable such as {{orderId}}, not {{secrets password',
    ],
    [
      'a JSONPath that is none',
      changed('jsonPath: $.user.id\n', 'jsonPath: user.id\n'),
      '15: /steps/0/expect/1/jsonPath: wants a JSONPath such as $.user.id (RFC 9535)',
    ],
    [
      'an expectation of nothing',
      changed('- status: 200', '- equals: 200'),
      '14: /steps/0/expect/0: wants exactly one of status, header, cookie, jsonPath, body, latencyMilliseconds, schema',
    ],
    [
      'a name that stands twice',
      changed('name: checkout', 'name: checkout\nname: other'),
      '3: /name: the name "name" only once',
    ],
    [
      'a target with a path',
      changed('- https://shop.example.org', '- https://shop.example.org/a'),
      '4: /targets/0: wants an origin such as https://shop.example.org, or own',
    ],
    ['neither steps nor scenarios', 'name: empty', '1: /: wants steps, or scenarios'],
    [
      'both steps and scenarios',
      changed('cleanup:', 'scenarios: [login]\ncleanup:'),
      '22: /scenarios: wants steps or scenarios: one of the two, not both',
    ],
    [
      'a name that runs of scenarios have',
      changed('name: checkout', 'name: accounts'),
      '2: /name: is what the runs of Keyhold',
    ],
    [
      'a member that stands empty',
      changed('      method: POST\n', '      method: POST\n      headers:\n'),
      '11: /steps/0/request/headers: wants a map of members, and stands empty',
    ],
    [
      'a share in per cent',
      changed('cleanup:', 'slo: { availability: 99.5 }\ncleanup:'),
      '22: /slo/availability: wants a share of 1 such as 0.995: 0.5 to 0.99999',
    ],
    [
      'a time that is too long',
      changed('cleanup:', 'timeoutSeconds: 301\ncleanup:'),
      '22: /timeoutSeconds: wants at most 300',
    ],
    [
      'too short a schedule',
      changed('cleanup:', 'schedule: { everySeconds: 59 }\ncleanup:'),
      '22: /schedule/everySeconds: wants 60 or more',
    ],
    [
      'too long a title',
      changed('cleanup:', `title: ${'x'.repeat(201)}\ncleanup:`),
      '22: /title: wants at most 200 characters',
    ],
    ['an empty name', changed('- name: order', '- name: ""'), '19: /steps/1/name: wants 1 character or more'],
    [
      'a word that is none of some',
      changed('method: POST', 'method: FETCH'),
      '10: /steps/0/request/method: wants one of GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
    ],
    [
      'a person without our own address',
      'targets: [https://a.example.org]\nsteps: [{ name: a, person: { as: ada } }]',
      '2: /steps/0: wants `own` among the targets',
    ],
    ['a text that is no YAML', 'steps: [', '1: /: YAML or JSON: '],
    ['nothing at all', '', '1: /: '],
  ] as const)
    test(`J1: is refused for ${what}, with its place`, () => {
      assert.equal(firstOf(text).slice(0, first.length), first)
    })

  for (const header of [
    'Cookie',
    'Host',
    'X-Forwarded-For',
    'X-Original-Forwarded-For',
    'X-Original-URL',
    'X-HTTP-Method-Override',
    'X-Real-IP',
    'Client-IP',
    'True-Client-IP',
    'Fly-Client-IP',
    'X-Azure-ClientIP',
    'x-nf-client-connection-ip',
    'Keyhold-Journey',
  ])
    test(`J4: is refused for the header ${header}, which says who asks or what is asked`, () => {
      const [first] = problemsOf(changed('method: POST', `headers: { ${header}: 192.0.2.1 }`))

      assert.deepEqual(
        [first?.line, first?.at, first?.wants],
        [10, `/steps/0/request/headers/${header}`, 'is set by Keyhold and may not be sent'],
      )
    })

  test('J1: tells of form and variables at once, by line', () => {
    const problems = problemsOf(
      changed('{ latencyMilliseconds: 800 }', '{ latency: 800 }').replace('{{base}}/login', '{{shop}}/login'),
    )

    assert.deepEqual(
      problems.map(({ line, at }) => [line, at]),
      [
        [11, '/steps/0/request/url'],
        [21, '/steps/1/expect/1'],
        [21, '/steps/1/expect/1/latency'],
      ],
    )
  })

  test('J1: keeps the defaults that it does not name, and jitters by a tenth of the time between runs', () => {
    const journey = readJourney('scenarios: [register]\nschedule: { everySeconds: 300 }')

    assert.deepEqual(journey.schedule, { everySeconds: 300, jitterSeconds: 30 })
    assert.deepEqual(journey.alert, { afterFailures: 2 })
  })
})

describe('a hostile document', () => {
  const hostile: Record<string, string> = {
    'a bomb of aliases': 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]',
    'a megabyte': 'a: b\n'.repeat(210_000),
    'lists in lists': `steps: ${'['.repeat(30_000)}`,
    'maps in maps': `steps: ${'{a: '.repeat(10_000)}`,
    'lists in lists on one line': `steps:\n  ${'- '.repeat(20_000)}x`,
    'keys in keys': `${'? '.repeat(20_000)}x`,
    'levels by indentation': Array.from({ length: 200 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
    'ten thousand values': `steps:\n${'  - 1\n'.repeat(10_000)}`,
    'a tag': 'steps: !!js/function x',
    'a merge key': 'steps:\n  <<: { a: 1 }',
    'a key that reaches the prototype': 'variables:\n  __proto__: { polluted: true }',
    'commas alone': `steps: [${','.repeat(60_000)}`,
  }
  for (const [what, text] of Object.entries(hostile))
    test(`J1: ${what} is refused in a moment, with its place`, () => {
      const begun = performance.now()
      const [first] = problemsOf(text)
      const milliseconds = performance.now() - begun

      assert.ok(first && first.line >= 1 && first.column >= 1, JSON.stringify(first))
      assert.ok(milliseconds < 3_000, `${milliseconds} ms`)
    })

  test('J1: a document as long as it may be is read', () => {
    const comment = '# x\n'.repeat(Math.floor((longestDocument - checkout.length) / 4))

    assert.equal(readJourney(checkout + comment).name, 'checkout')
  })

  test('J1: whatever is sent, it is read or refused, and never anything else', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.json(),
      fc
        .array(fc.constantFrom(...'[]{}:,-?&*!|>\'"#% \n\tab12'), { maxLength: 300 })
        .map((letters) => letters.join('')),
    )

    fc.assert(
      fc.property(text, (given) => {
        const problems = problemsOf(given)
        assert.ok(problems.every(({ line, column }) => line >= 1 && column >= 1))
      }),
      { numRuns: 500 },
    )
  })
})

test('J1: expressions that cost more than one walk through an answer are refused', () => {
  const paths = ['$..a..b', '$[?search(@.a, "x")]', '$[*,*,*][*,*,*]', '$[?@..a]', '$[?@[*].a]']
  const schemas = [
    { pattern: '(a+)+$' },
    { $ref: '#' },
    { uniqueItems: true },
    { items: { format: 'regex' } },
  ]
  const withPath = (path: string) => changed('jsonPath: $.user.id\n', `jsonPath: '${path}'\n`)
  const withSchema = (schema: object) => changed('- status: 200', `- schema: ${JSON.stringify(schema)}`)

  const refused = [...paths.map(withPath), ...schemas.map(withSchema)].map(firstOf)

  assert.deepEqual(
    refused.filter((each) => !/\/expect\//.test(each)),
    [],
  )
})

test('J1: expressions of one walk are taken', () => {
  const paths = ['$..id', '$.a[?@.state == "paid"].id', '$["a"][0:2]']

  const taken = paths.map((path) => readJourney(changed('jsonPath: $.user.id\n', `jsonPath: '${path}'\n`)))

  assert.equal(taken.length, paths.length)
})
