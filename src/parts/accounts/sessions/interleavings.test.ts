import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { aPerson } from '../people/people.fixture.ts'
import { endSessions, signOut } from './end.ts'
import { findSession } from './find-store.ts'
import { refreshSession } from './refresh.ts'
import { askedWith, type Browser, signedIn } from './sessions.fixture.ts'
import { readToken } from './tokens.ts'

/** `first`: a refresh with the token of the sign-in. `newest`: with the newest there is. */
type Step = 'refresh first' | 'refresh newest' | 'sign out' | 'end all'

/** Tokens of one session as they came, and its browser. */
interface Run {
  personId: string
  browser: Browser
  access: string[]
  refresh: string[]
  hasEnded: boolean
}

const refreshSteps: readonly Step[] = ['refresh first', 'refresh newest']

/** Every order of three refreshes, each with either token, of one sign-out and of one end of all sessions. */
function* orders(
  left: readonly (readonly Step[])[],
  before: readonly Step[] = [],
): Generator<readonly Step[]> {
  if (left.length === 0) yield before
  for (const [index, choices] of left.entries())
    for (const choice of choices) yield* orders(left.toSpliced(index, 1), [...before, choice])
}
const allOrders = [
  ...new Map(
    [...orders([refreshSteps, refreshSteps, refreshSteps, ['sign out'], ['end all']])].map((order) => [
      order.join(),
      order,
    ]),
  ).values(),
]

const nameOf = (kind: 'session' | 'refresh') => `__Host-kh_${kind}`

async function begin(world: TestWorld, personId: string): Promise<Run> {
  const browser = await signedIn(world, { personId })
  const [access, refresh] = [browser.cookies.get(nameOf('session'))!, browser.cookies.get(nameOf('refresh'))!]
  return { personId, browser, access: [access], refresh: [refresh], hasEnded: false }
}

/** One step; a refresh behind the end of the session must be refused. */
async function take(world: World, run: Run, step: Step): Promise<void> {
  switch (step) {
    case 'refresh first':
      return refreshWith(world, run, run.refresh[0]!)
    case 'refresh newest':
      return refreshWith(world, run, run.refresh.at(-1)!)
    case 'sign out':
      await signOut(world, askedWith({ cookie: `${nameOf('refresh')}=${run.refresh.at(-1)!}` }))
      break
    case 'end all':
      await transaction(as(world, { role: 'app', accountId: run.personId }), (world) =>
        endSessions(world, run.personId, { reason: 'ended_by_person' }),
      )
  }
  run.hasEnded = true
}

async function refreshWith(world: World, run: Run, token: string): Promise<void> {
  const wasOver = run.hasEnded
  const refreshed = await refreshSession(world, token, 'test').catch((error: { code?: string }) => {
    assert.match(String(error.code), /^REFRESH_(ENDED|REUSE)$/)
  })
  if (!refreshed) return
  assert.ok(!wasOver, 'a refresh behind the end was answered')
  run.access.push(refreshed.pair.access.text)
  run.refresh.push(refreshed.pair.refresh.text)
}

/** No token that was ever given out opens anything, nor leads to one that does. */
async function assertDead(world: World, run: Run): Promise<void> {
  for (const text of run.access) {
    const { hash } = readToken(world, 'access', text)!
    assert.equal(await findSession(world, hash), undefined)
  }
  for (const text of new Set(run.refresh)) await assert.rejects(refreshSession(world, text, 'test'))
}

async function runAll(world: TestWorld, given: readonly (readonly Step[])[]): Promise<number> {
  const lanes = 4
  let tokens = 0
  // All of them end before the first failure is told: none goes on against a database that its test has dropped.
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, async (_, lane) => {
      const { personId } = await aPerson(world)
      for (const order of given.filter((_, index) => index % lanes === lane)) {
        const run = await begin(world, personId)
        for (const step of order) await take(world, run, step)
        await assertDead(world, run).catch((error: unknown) => {
          throw new Error(`a token lives after: ${order.join(', ')}`, { cause: error })
        })
        tokens += run.refresh.length
      }
    }),
  )
  for (const each of ended) if (each.status === 'rejected') throw each.reason
  return tokens
}

test('C7: after every order of three refreshes, a sign-out and an end of all sessions no token lives', async () => {
  const world = await testWorld()

  const tokens = await runAll(world, allOrders)

  assert.equal(allOrders.length, 160)
  assert.ok(
    tokens > 1.5 * allOrders.length,
    `of ${allOrders.length} orders too few refreshed before the end: ${tokens} tokens`,
  )
})

test('C7: whatever runs at once with them in two processes, no token lives either', async () => {
  const world = await testWorld()
  const beside = await testWorld({ beside: world })
  const { personId } = await aPerson(world)

  for (let round = 0; round < 10; round += 1) {
    const run = await begin(world, personId)
    const again = { ...run }
    const steps: readonly Step[] = ['refresh first', 'refresh newest', 'sign out', 'refresh first', 'end all']
    await Promise.all(
      steps.map((step, index) =>
        // What comes behind the end is not known here.
        take(index % 2 === 0 ? world : beside, step.startsWith('refresh') ? again : run, step),
      ),
    )

    await assertDead(world, run)
  }
})

test('C7: the check notices a rotation that does not look whether the session has ended', async () => {
  const world = await testWorld()
  await spoil(world, 'if s.ended_at is not null or is_disabled then', 'if is_disabled then')

  await assert.rejects(runAll(world, allOrders.slice(0, 8)))
})

test('C7: the check notices an end that leaves the row to the late', async () => {
  const world = await testWorld()
  await spoil(
    world,
    'if s.ended_at is not null or is_disabled then',
    'if (s.ended_at is not null and s.previous_hash is distinct from p_refresh) or is_disabled then',
  )

  await assert.rejects(runAll(world, allOrders))
})

/** Puts a mistake into the statement that decides. */
async function spoil(world: TestWorld, right: string, wrong: string): Promise<void> {
  const owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ text: string }>(
      "select pg_get_functiondef('session_rotate'::regproc) as text",
    )
    const text = rows[0]!.text
    assert.ok(text.includes(right))
    await owner.query(text.replace(right, wrong))
  } finally {
    await owner.end()
  }
}
