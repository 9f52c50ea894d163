import assert from 'node:assert/strict'
import { test } from 'node:test'
import { objectionsTo } from './objections.ts'
import { readJourney } from './read.ts'

const reach = { own: 'https://keyhold.example.org', privateOrigins: ['http://10.0.0.7:8080'] }

/** What can only fail in a document with these targets and addresses. */
function objectionsIn(targets: string, ...urls: string[]): string[] {
  const steps = urls.map((url, index) => `  - { name: s${index}, request: { url: "${url}" } }`)
  return told(
    `targets: [${targets}]\nvariables: { shop: https://shop.example.org }\nsteps:\n${steps.join('\n')}`,
  )
}

const told = (text: string): string[] =>
  objectionsTo(readJourney(text), reach).map(({ path, wants }) => `/${path.join('/')}: ${wants}`)

for (const [what, targets, url] of [
  ['a target', 'https://shop.example.org', 'https://shop.example.org/orders?page=1'],
  ['a target with its port', 'https://shop.example.org:443', 'https://shop.example.org/'],
  ['a target by a variable', 'https://shop.example.org', '{{shop}}/orders/{{run.id}}'],
  ['this deployment', 'own', '{{own}}/livez'],
  ['this deployment by its address', 'own', 'https://keyhold.example.org/livez'],
  ['a private origin that is named', '"http://10.0.0.7:8080"', 'http://10.0.0.7:8080/'],
] as const)
  test(`an address that leads to ${what} is taken`, () => {
    assert.deepEqual(objectionsIn(targets, url), [])
  })

test('an address that is extracted from an answer is judged when it is known', () => {
  const text = `targets: [https://shop.example.org]
steps:
  - { name: a, request: { url: https://shop.example.org/ }, extract: { next: { jsonPath: $.next } } }
  - { name: b, request: { url: "{{next}}" } }
  - { name: c, request: { url: "https://{{next}}/x" } }`

  assert.deepEqual(told(text), [])
})

for (const [what, targets, url, wants] of [
  [
    'another origin',
    'https://shop.example.org',
    'https://pay.example.org/x',
    'https://pay.example.org is not among the targets',
  ],
  [
    'another origin by a variable',
    'https://pay.example.org',
    '{{shop}}/x',
    'https://shop.example.org is not among the targets',
  ],
  [
    'this deployment, which is no target',
    'https://shop.example.org',
    '{{own}}/livez',
    'wants `own` among the targets',
  ],
  [
    'a path alone',
    'https://shop.example.org',
    '/orders',
    'wants a whole address, such as https://shop.example.org/orders',
  ],
  [
    'a path with a variable',
    'https://shop.example.org',
    '/orders/{{run.id}}',
    'wants a whole address, such as https://shop.example.org/orders',
  ],
] as const)
  test(`J4: an address that leads to ${what} is refused before it is kept`, () => {
    assert.deepEqual(objectionsIn(targets, url), [`/steps/0/request/url: ${wants}`])
  })

for (const [what, target, wants] of [
  ['any name', '"https://*.example.org"', 'wants each origin by itself: * stands for none'],
  ['a private address', 'http://169.254.169.254', 'http://169.254.169.254 is a private address: '],
  ['a private address in disguise', 'http://2130706433', 'http://127.0.0.1 is a private address: '],
  [
    'a private address that is named with another port',
    'http://10.0.0.7',
    'http://10.0.0.7 is a private address: ',
  ],
  ['this machine', 'http://localhost:4614', 'http://localhost:4614 is a private address: '],
] as const)
  test(`J4: ${what} is no target, and the cure is told`, () => {
    const [first] = objectionsIn(target, '{{shop}}/').filter((each) => each.startsWith('/targets/0'))

    assert.equal(first?.slice(0, `/targets/0: ${wants}`.length), `/targets/0: ${wants}`)
    assert.ok(what === 'any name' || first?.includes('KEYHOLD_JOURNEY_ORIGINS'))
  })

test('two steps of one name are refused, and a step and a clean-up of one name are not', () => {
  const [one, cleanup] = [
    '{ name: a, request: { url: "{{own}}/" } }',
    '{ name: b, request: { url: "{{own}}/" } }',
  ]

  const objections = told(`targets: [own]\nsteps: [${one}, ${cleanup}, ${one}]\ncleanup: [${cleanup}]`)

  assert.deepEqual(objections, [
    '/steps/2/name: is the name of a step before it; figures are told of each by its name',
  ])
})

test('a variable within a variable is refused, as it would stand as it is', () => {
  const objections = told(
    'targets: [own]\nvariables: { shop: "{{own}}" }\nsteps: [{ name: a, request: { url: "{{shop}}/" } }]',
  )

  assert.deepEqual(objections, ['/variables/shop: is taken as it stands: write {{own}} where it is used'])
})
