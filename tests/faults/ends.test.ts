import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLive } from '../../sandbox/grants.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { type Answer, connect, disconnect, erase, readPatiently, readToken } from './support/calls.ts'
import { isFull } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { bringTo, failpointFor, holdsLock, type Point, points } from './support/points.ts'
import { assertTaken } from './support/provider-view.ts'
import { type Kind, providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'
import { asSuperuser, expire } from './support/tampering.ts'
import { until } from './support/until.ts'

// Each end that comes while a refresh is stopped waits for the takeover: 7 s instead of 70.
const scale = 0.1
const kinds = ['strict', 'reuse', 'strava'] as const satisfies Kind[]
const acts = ['disconnect', 'reconnect', 'erase'] as const
/** The stopped process goes on while the other ends the connection, or when that is over. */
const orders = ['meanwhile', 'afterwards'] as const

interface Case {
  kind: (typeof kinds)[number]
  act: (typeof acts)[number]
  point: Point
  order: (typeof orders)[number]
}

const fleet = await startFleet({ deadlineScale: scale })
await asSuperuser(
  fleet.superUrl,
  `do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = 2000', current_database()); end $$`,
)
const other = await fleet.start()

test('ended or renewed at any point of a refresh, nothing old can be read and no late token lives', async (t) => {
  // Kinds at once, as each has its own stand-in and breaker; within one, case by case.
  await Promise.all(
    kinds.map(async (kind, index) => {
      for (const [number, one] of casesOf(kind, seeded(index + 1)).entries()) {
        await t.test(nameOf(one), () => endedAt(one, number))
      }
    }),
  )
})

const nameOf = ({ kind, act, point, order }: Case): string =>
  `${kind}, ${act} at ${point.name}, it goes on ${order}`

function casesOf(kind: Case['kind'], drawn: ReturnType<typeof seeded>): Case[] {
  if (!isFull) return acts.map((act) => ({ kind, act, point: drawn.pick(points), order: drawn.pick(orders) }))
  return acts.flatMap((act) =>
    points.flatMap((point) => orders.map((order) => ({ kind, act, point, order }))),
  )
}

async function endedAt({ kind, act, point, order }: Case, number: number): Promise<void> {
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const about = { provider: providerIdOf(kind), userId: `${kind} ${number}`, athlete }
  const { id } = await connect(other, about)
  const [oldGrant] = standIn.grants.live({ athleteId: athlete })
  await expire(fleet.superUrl, id)
  standIn.expire({ athleteId: athlete })
  await asSuperuser(fleet.superUrl, 'delete from breaker')
  const server = await fleet.start(failpointFor(point, 'stop'))
  let begun: Promise<Answer> | undefined
  await bringTo(point, 'stop', server, { standIn, athlete }, () => void (begun = readToken(server, id)))

  const acting = perform(act, { ...about, id })
  if (order === 'meanwhile') await hasBegun(act, point, id)
  else await acting
  server.resume()
  await acting
  await begun

  if (act === 'reconnect') {
    const found = [await readPatiently(other, id, { scale }), await readPatiently(server, id, { scale })]
    for (const answer of found) assertTaken(answer, standIn, 'the new grant')
    const [newest] = standIn.grants.live({ athleteId: athlete }).slice(-1)
    for (const { body } of found)
      assert.equal(standIn.grants.accessToken(String(body.access_token))?.grant.id, newest?.id)
    // What came for a grant that is over was given back. On Strava the two are one.
    if (kind !== 'strava' && isLate(point)) await until('the end of the old grant', () => oldGrant?.endedAt)
  } else {
    await until('the end of the grant', () => standIn.grants.live({ athleteId: athlete }).length === 0)
    for (const reader of [other, server]) assert.equal((await readToken(reader, id)).status, 404)
    assertNothingLives(standIn, athlete)
  }
  await server.kill()
}

/** Its answer is in hand, and not a word of it in the database. */
const isLate = ({ name }: Point): boolean => name === 'call.answered' || name === 'save.sealed'

function assertNothingLives({ calls, grants, clock }: Sandbox, athlete: number): void {
  assert.deepEqual(grants.live({ athleteId: athlete }), [])
  const tokens = calls.all().filter(({ athleteId }) => athleteId === athlete)
  assert.ok(
    tokens.length > 0 &&
      !grants
        .all()
        .some(({ athleteId, access }) => athleteId === athlete && access && isLive(access, clock.seconds())),
  )
}

type About = Parameters<typeof connect>[1] & { id: string }

/** Another process ends the connection, or renews it, while the refresh is stopped. */
async function perform(act: Case['act'], { id, ...about }: About): Promise<void> {
  if (act === 'reconnect') return void (await connect(other, { ...about, connectionId: id }))
  const answer = act === 'disconnect' ? await disconnect(other, id) : await erase(other, about.userId)
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
  await until('the end of the connection', async () => (await statusOf(id)) === undefined)
}

/** It waits for the lock that the stopped process holds, or has set its fence. A reconnect has nothing to wait for. */
const hasBegun = (act: Case['act'], point: Point, id: string): Promise<unknown> =>
  until('the other process', async () => {
    if (holdsLock(point)) return hasWaiter()
    return act === 'reconnect' || (await statusOf(id)) !== 'active'
  })

async function statusOf(id: string): Promise<string | undefined> {
  const [row] = await asSuperuser<{ status: string }>(
    fleet.superUrl,
    'select status from connections where id = $1',
    [id],
  )
  return row?.status
}

async function hasWaiter(): Promise<boolean> {
  const waiters = await asSuperuser(
    fleet.superUrl,
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return waiters.length > 0
}
