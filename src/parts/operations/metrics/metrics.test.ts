import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { aConnection, alice, call } from '../../../../tests/support/cast.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { aPersonsBrowser } from '../../../../tests/support/persons-browser.ts'
import { internalApiKey, type TestWorld, testWorld } from '../../../../tests/support/world.ts'
import { plainly } from '../../../kit/metric.ts'
import { as, transaction } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'
import { deployment, subjectFor } from '../../accounts/index.ts'
import { makePerson } from '../../accounts/people/person.ts'
import { expositionOf } from './exposition.ts'
import { enter, figures } from './figures.ts'

const guide = join(import.meta.dirname, '../../../../docs/guides/metrics.md')

/** A key with that scope, of the home account or another. */
async function keyWith(world: TestWorld, scopes: string[], accountId?: string, userId?: string) {
  const owner = accountId ?? (await deployment(as(world, { role: 'app' }))).homeAccountId
  const made = await transaction(as(world, { role: 'app', accountId: owner }), async (world) => {
    const subject = userId === undefined ? null : await subjectFor(world, owner, userId)
    return createKey(world, owner, {
      name: 'scraper',
      scopes,
      subjectId: subject?.id ?? null,
      expiresInDays: undefined,
    })
  })
  return made.key
}

describe('/metrics', () => {
  test('answers a key with `metrics:read` in the text format, to be kept nowhere', async () => {
    const world = await testWorld()

    const { status, headers, body } = await call(
      world,
      await keyWith(world, ['metrics:read']),
      'GET',
      '/metrics',
    )

    assert.equal(status, 200)
    assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.match(String(body.text), /^# TYPE keyhold_people gauge$/m)
    for (const line of String(body.text).trimEnd().split('\n'))
      assert.match(line, /^(# (HELP|TYPE) keyhold_\w+ .+|keyhold_\w+(\{(\w+="[^"]*",?)+\})? \d+(\.\d+)?)$/)
  })

  test('tells strangers, other keys and people nothing', async () => {
    const world = await testWorld()
    const app = await alice(world)
    const person = await aPersonsBrowser(world)

    const statuses = [
      (await call(world, null, 'GET', '/metrics')).status,
      (await call(world, app.key, 'GET', '/metrics')).status,
      (await call(world, internalApiKey, 'GET', '/metrics')).status,
      (await person.ask('GET', '/metrics')).status,
    ]

    assert.deepEqual(statuses, [401, 403, 403, 403])
  })

  test('tells nothing to a key that a person made for the own account, nor to one bound to a user', async () => {
    const world = await testWorld()
    const personId = (await makePerson(world, { address: 'ada@example.org' }))!

    const ofPerson = await call(world, await keyWith(world, ['metrics:read'], personId), 'GET', '/metrics')
    const bound = await call(
      world,
      await keyWith(world, ['metrics:read'], undefined, 'ada'),
      'GET',
      '/metrics',
    )

    assert.deepEqual([ofPerson.status, bound.status], [403, 403])
    assert.equal(ofPerson.body.needs, "a key of the operator's account")
  })

  test('counts anew once its figures are five seconds old', async () => {
    const world = await testWorld()
    const key = await keyWith(world, ['metrics:read'])
    const unverified = async () =>
      /people\{state="unverified"\} (\d+)/.exec(
        String((await call(world, key, 'GET', '/metrics')).body.text),
      )?.[1]
    await unverified()
    await makePerson(world, { address: 'ada@example.org' })

    world.advance(6)

    assert.equal(await unverified(), '1')
  })

  test('misses a part whose figures cannot be read, says which, and tells the others', async () => {
    const world = { ...(await testWorld()), root: {} }
    const whole = { name: 'keyhold.whole', help: 'Of the test.', kind: 'gauge', unit: '{one}' } as const
    enter(world, {
      metrics: [
        { part: 'broken', read: () => Promise.reject(new Error('no')) },
        { part: 'whole', read: async () => [{ ...whole, points: plainly(7) }] },
      ],
    })

    const text = expositionOf(await figures(world))

    assert.match(text, /^keyhold_metrics_unread\{part="broken"\} 1$/m)
    assert.match(text, /^keyhold_metrics_unread\{part="whole"\} 0$/m)
    assert.match(text, /^keyhold_whole 7$/m)
  })

  test('tells no name that the guide does not explain, to a key that the operator made', async () => {
    const world = await testWorld()
    const operator = await operatorOf(world)
    const made = await operator('POST', '/api/keys', { name: 'scraper', scopes: ['metrics:read'] })
    await world.sql`insert into breaker (name) values ('strava/api')`
    await aConnection(world, await alice(world))

    const { body } = await call(world, String(made.body.key), 'GET', '/metrics')

    const told = [...String(body.text).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name!)
    const explained = [...readFileSync(guide, 'utf8').matchAll(/^\| `(keyhold_\w+)` /gm)].map(
      ([, name]) => name!,
    )
    // Nobody is there whose address could be proved.
    assert.deepEqual([...told, 'keyhold_people_verified_ratio'].toSorted(), explained.toSorted())
    assert.match(String(body.text), /^keyhold_connections\{provider="strava",status="active"\} 1$/m)
    assert.match(String(body.text), /^keyhold_breaker_open\{breaker="strava\/api"\} 0$/m)
  })
})
