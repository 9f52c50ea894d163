import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { aPersonsBrowser } from '../../../../tests/support/persons-browser.ts'

describe('a profile', () => {
  test('is made, read and changed at both addresses; what is not given stays', async () => {
    const world = await testWorld()
    const { ask } = await aPersonsBrowser(world)

    const none = await ask('GET', '/profiles')
    const made = await ask('POST', '/profiles', { body: { vanityUrl: 'test', headline: 'Test' } })
    const changed = await ask('PUT', '/api/profiles', { body: { vanityUrl: 'Other_1' } })
    const read = await ask('GET', '/api/profiles')

    assert.deepEqual([none.status, none.body.error], [404, 'Profile not found'])
    assert.equal(made.status, 201)
    assert.deepEqual(read.body, changed.body)
    const { vanityUrl, headline } = read.body.profile as Record<string, unknown>
    assert.deepEqual([vanityUrl, headline], ['Other_1', 'Test'])
  })

  test('is one of each person', async () => {
    const world = await testWorld()
    const { ask } = await aPersonsBrowser(world)
    const make = (vanityUrl: string) => ask('POST', '/profiles', { body: { vanityUrl } })

    const statuses = (await Promise.all(['a', 'b', 'c', 'd'].map(make))).map(({ status }) => status)

    assert.deepEqual(statuses.toSorted(), [201, 409, 409, 409])
  })

  test('has a name that nobody else has in any spelling, and gives it free with another', async () => {
    const world = await testWorld()
    const [ada, bob] = [await aPersonsBrowser(world), await aPersonsBrowser(world)]
    const body = { vanityUrl: 'ada' }
    await ada.ask('POST', '/profiles', { body })

    const taken = await bob.ask('POST', '/profiles', { body: { vanityUrl: 'ADA' } })
    const kept = await bob.ask('GET', '/profiles')
    await ada.ask('PUT', '/profiles', { body: { vanityUrl: 'lovelace' } })
    const free = await bob.ask('POST', '/profiles', { body })

    assert.deepEqual([taken.status, taken.body.error], [409, 'Vanity URL is already taken'])
    assert.deepEqual([kept.status, free.status], [404, 201])
  })

  test('has a name of letters, digits, hyphens and underscores', async () => {
    const world = await testWorld()
    const { ask } = await aPersonsBrowser(world)
    const wrong = [{}, { vanityUrl: '' }, { vanityUrl: 'a b' }, { vanityUrl: 'a/b' }, { vanityUrl: 7 }]

    const answers = await Promise.all(wrong.map((body) => ask('POST', '/profiles', { body })))

    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400, 400, 400, 400],
    )
    assert.equal(answers[0]?.body.error, 'vanityUrl is required')
  })
})
