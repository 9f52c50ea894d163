import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '../../src/kit/fault.ts'
import { as, transaction } from '../../src/kit/world.ts'
import { beginSession } from '../../src/parts/accounts/sessions/begin.ts'
import { type Refreshed, refreshSession } from '../../src/parts/accounts/sessions/refresh.ts'
import { askedWith } from '../../src/parts/accounts/sessions/sessions.fixture.ts'
import { aPerson } from '../../src/parts/accounts/people/people.fixture.ts'
import { testWorld, type TestWorld } from '../support/world.ts'
import { counted } from './support/counts.ts'

const sessions = counted({ full: 1_000, sample: 50 })
const tabs = 4
const rounds = 3

const refreshCookie = (cookies: readonly string[]): string =>
  cookies
    .find((line) => line.startsWith('__Host-kh_refresh='))!
    .slice('__Host-kh_refresh='.length)
    .split(';')[0]!

const begin = (world: TestWorld, personId: string): Promise<string[]> =>
  transaction(as(world, { role: 'app', accountId: personId }), async (world) => {
    const tokens: string[] = []
    for (let n = 0; n < sessions; n += 1) {
      const beginning = { accountId: personId, methods: ['pwd'], asked: askedWith(), isOperator: false }
      tokens.push(refreshCookie((await beginSession(world, beginning)).cookies))
    }
    return tokens
  })

/** As a client does: who is told that the database does not answer asks again, and is signed in still. */
async function refreshed(world: TestWorld, token: string): Promise<Refreshed> {
  for (;;) {
    try {
      return await refreshSession(world, token, 'storm')
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'DATABASE_UNAVAILABLE') throw error
    }
  }
}

test('L3: four tabs of each of many sessions refresh at once in two processes: nobody is signed out, and nothing forks', async () => {
  // The grace has to outlast the storm, however slow the machine is.
  const environment = { SESSIONS_PER_PERSON: '1000', SESSION_GRACE_SECONDS: '300' }
  const world = await testWorld({ environment })
  const beside = await testWorld({ beside: world, environment })
  const { personId } = await aPerson(world)
  let tokens = await begin(world, personId)

  for (let round = 1; round <= rounds; round += 1) {
    const storm = tokens.flatMap((token, index) =>
      Array.from({ length: tabs }, (_, tab) => ({ token, index, process: tab % 2 === 0 ? world : beside })),
    )
    const answers = await Promise.all(
      storm.map(async ({ token, index, process }) => {
        const { pair } = await refreshed(process, token)
        return { index, refresh: pair.refresh.text, access: pair.access.text }
      }),
    )

    const successors = tokens.map((_, index) => answers.filter((answer) => answer.index === index))
    for (const each of successors) {
      assert.equal(each.length, tabs)
      assert.equal(new Set(each.map(({ refresh }) => refresh)).size, 1)
      assert.equal(new Set(each.map(({ access }) => access)).size, 1)
    }
    tokens = successors.map((each) => each[0]!.refresh)
  }

  const rows = await as(world, { role: 'app', accountId: personId }).sql<{
    generation: number
    live: number
  }>`
    select generation, count(*) as live from person_session where ended_at is null group by generation limit 10`
  assert.deepEqual(rows, [{ generation: rounds + 1, live: sessions }])
})
