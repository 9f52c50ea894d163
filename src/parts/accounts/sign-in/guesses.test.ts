import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secondsAfter } from '../../../kit/duration.ts'
import { Fault } from '../../../kit/fault.ts'
import { as, type World } from '../../../kit/world.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { hashQueue } from '../passwords/hash-queue.ts'
import { verifyPassword } from '../passwords/hash.ts'
import { askedWith } from '../sessions/sessions.fixture.ts'
import { forgetGuesses, guarded, pruneGuessesJob } from './guesses.ts'

interface Stopped extends World {
  /** Moves its clock on. */
  pass(seconds: number): void
}

/** A world whose clock stands still: a wait is over when the test says so, however busy the machine is. */
function stopped(world: TestWorld): Stopped {
  let moment = world.now()
  return { ...world, now: () => moment, pass: (seconds) => void (moment = secondsAfter(moment, seconds)) }
}

const home = askedWith({}, { address: '203.0.113.7' })
const elsewhere = (n: number) => askedWith({}, { address: `198.${n >> 8}.${n & 255}.9` })

type Outcome = 'right' | 'wrong' | number

/** One guess: what came of it, or the seconds to wait. */
async function guess(
  world: World,
  {
    account = 'ada@example.org',
    asked = home,
    deviceId = null,
    isRight = false,
  }: { account?: string; asked?: typeof home; deviceId?: string | null; isRight?: boolean } = {},
): Promise<Outcome> {
  try {
    const attempt = async () => (isRight ? true : undefined)
    return (await guarded(world, { account, asked, deviceId }, attempt)) ? 'right' : 'wrong'
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOO_MANY_GUESSES') return error.retryAfterSeconds!
    throw error
  }
}

async function guesses(world: World, count: number, options?: Parameters<typeof guess>[1]) {
  const outcomes: Outcome[] = []
  for (let n = 0; n < count; n++) outcomes.push(await guess(world, options))
  return outcomes
}

test('B7: ten wrong guesses cost nothing, then the wait doubles from one second up to a quarter of an hour', async () => {
  const world = stopped(await testWorld())

  const free = await guesses(world, 10)
  const waits: Outcome[] = []
  for (let n = 0; n < 13; n++) {
    const wait = await guess(world)
    waits.push(wait)
    world.pass(Number(wait))
    assert.equal(await guess(world), 'wrong')
  }

  assert.deepEqual(new Set(free), new Set(['wrong']))
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
})

test('B7: a right guess ends the row, and a refused one is not counted', async () => {
  const world = stopped(await testWorld())
  await guesses(world, 10)
  await guesses(world, 20)
  world.pass(1)

  assert.equal(await guess(world, { isRight: true }), 'right')
  assert.deepEqual(new Set(await guesses(world, 10)), new Set(['wrong']))
  assert.equal(await guess(world), 1)
})

/** As if so many had been wrong already. */
const countAs = (world: World, kind: string, wrong: number) =>
  as(world, { role: 'app' }).sql`update guesses set wrong = ${wrong} where kind = ${kind}`

test('B7: after a hundred in a row no wait helps, but a browser that is known or a new secret by mail', async () => {
  const world = stopped(await testWorld())
  let told = 0
  const onLast = async () => void told++
  const wrong = () =>
    guarded(world, { account: 'ada@example.org', asked: elsewhere(1), onLast }, async () => undefined)
  await wrong()
  await countAs(world, 'account', 98)
  await wrong()
  world.pass(900)
  assert.equal(told, 0)
  await wrong()
  world.pass(86_400 * 7)

  assert.equal(told, 1)
  assert.equal(await guess(world, { isRight: true }), 900)
  assert.equal(await guess(world, { deviceId: 'known', isRight: true }), 'right')
  assert.equal(await guess(world, { isRight: true }), 'right')
})

test('B7: a secret replaced by mail opens what guesses had closed', async () => {
  const world = stopped(await testWorld())
  await guesses(world, 11)

  await forgetGuesses(as(world, { role: 'app' }), 'ada@example.org')

  assert.equal(await guess(world), 'wrong')
})

test('B7: guesses from elsewhere keep no owner out, whose browser is known', async () => {
  const world = stopped(await testWorld())
  await guesses(world, 10)

  assert.equal(await guess(world, { isRight: true }), 1)
  assert.equal(await guess(world, { deviceId: 'hers' }), 'wrong')
  assert.equal(await guess(world, { deviceId: 'hers', isRight: true }), 'right')
})

test('B7: who holds a known browser has no more guesses than anybody', async () => {
  const world = stopped(await testWorld())

  const outcomes = await guesses(world, 11, { deviceId: 'stolen' })

  assert.equal(outcomes.at(-1), 1)
})

test('B7: one address that tries many accounts is stopped, and an own sign-in does not buy it further guesses', async () => {
  const world = stopped(await testWorld())
  const outcomes: Outcome[] = []
  for (let n = 0; n < 30; n++) {
    outcomes.push(await guess(world, { account: `${n}@example.org` }))
    await guess(world, { account: 'mallory@example.org', isRight: true })
  }

  assert.deepEqual(new Set(outcomes), new Set(['wrong']))
  assert.equal(await guess(world, { account: 'next@example.org' }), 1)
  assert.equal(await guess(world, { account: 'next@example.org', asked: elsewhere(1) }), 'wrong')
  world.pass(3601)
  assert.equal(await guess(world, { account: 'next@example.org' }), 'wrong')
})

test('B7: neighbours in one network are counted together', async () => {
  const world = stopped(await testWorld())
  const from = (n: number) => ({
    account: `${n}@example.org`,
    asked: askedWith({}, { address: `203.0.113.${n}` }),
  })
  assert.equal(await guess(world, from(1)), 'wrong')
  await countAs(world, 'network', 99)
  assert.equal(await guess(world, from(2)), 'wrong')

  assert.equal(await guess(world, from(3)), 1)
})

test('B7: of IPv6 a /56 is counted as one address, and a /48 as one network', async () => {
  const world = stopped(await testWorld())
  const from = (address: string) =>
    guess(world, { account: `${address}@example.org`, asked: askedWith({}, { address }) })
  await from('2001:db8:7:1200::1')

  await countAs(world, 'address', 29)
  const customers = [
    await from('2001:db8:7:12aa::1'),
    await from('2001:db8:7:12ff::1'),
    await from('2001:db8:7:1300::1'),
  ]
  await countAs(world, 'network', 99)
  const sites = [
    await from('2001:db8:7:1400::1'),
    await from('2001:db8:7:1500::1'),
    await from('2001:db8:8:1500::1'),
  ]

  assert.deepEqual(
    [customers, sites],
    [
      ['wrong', 1, 'wrong'],
      ['wrong', 1, 'wrong'],
    ],
  )
})

test('B7: a free guess is taken whatever moment it has, as one that waited for another has an older', async () => {
  const world = stopped(await testWorld())
  const before = world.now()
  world.pass(1)
  await guess(world)

  const late = await guess({ ...world, now: () => before }, { account: 'bob@example.org', isRight: true })

  assert.equal(late, 'right')
})

test('B8: without an address all strangers are counted as one', async () => {
  const world = stopped(await testWorld())
  const asked = askedWith()
  for (let n = 0; n < 30; n++) await guess(world, { account: `${n}@example.org`, asked })

  assert.equal(await guess(world, { account: 'next@example.org', asked }), 1)
})

test('B8: of a hundred attempts at once in two processes ten are hashed', async () => {
  const one = await testWorld()
  const other = await testWorld({ beside: one })
  const now = one.now()
  const worlds = [one, other].map((world) => ({ ...world, now: () => now }))
  const attempt = (n: number) => {
    const world = worlds[n % 2]!
    return guarded(world, { account: 'ada@example.org', asked: elsewhere(n) }, async () => {
      await verifyPassword(world, 'guess', null)
      return undefined
    })
  }

  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => attempt(n)))

  assert.equal(hashQueue(one).begun + hashQueue(other).begun, 10)
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 10)
})

test('B8: what was counted in one process holds in another that starts later', async () => {
  const one = await testWorld()
  const now = one.now()
  await guesses({ ...one, now: () => now }, 10)

  const later = await testWorld({ beside: one })

  assert.equal(await guess({ ...later, now: () => now }), 1)
})

test('a guess that could not be looked at is given back', async () => {
  const world = stopped(await testWorld())
  const fail = () => Promise.reject(new Error('busy'))

  for (let n = 0; n < 20; n++)
    await assert.rejects(guarded(world, { account: 'ada@example.org', asked: home }, fail), /busy/)

  assert.deepEqual(new Set(await guesses(world, 10)), new Set(['wrong']))
})

test('counts nobody adds to are gone after a month', async () => {
  const world = stopped(await testWorld())
  await guess(world)
  world.pass(86_400 * 29)
  assert.equal(await pruneGuessesJob.run(world, 1000), 0)

  world.pass(86_400 * 2)

  assert.equal(await pruneGuessesJob.run(world, 1000), 3)
})
