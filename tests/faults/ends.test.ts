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

test(
  'ended or renewed at any point of a refresh, nothing old can be read and no late token lives',
  { concurrency: true },
  async (t) => {
    // Kinds at once, as each has its own stand-in and breaker; within one, case by case.
    await Promise.all(
      kinds.map(async (kind, index) => {
        for (const [number, one] of casesOf(kind, seeded(index + 1)).entries()) {
          await t.test(nameOf(one), () => endedAt(one, number))
        }
      }),
    )
  },
)

test('a server killed while it ends a connection leaves an end that another finishes', async () => {
  for (const kind of ['strict', 'strava'] as const) {
    for (const point of ['close.fenced', 'close.revoked']) {
      const { id, standIn, athlete } = await connected(kind, `killed at ${point}`)
      const server = await fleet.start({ failpoint: `${point}:kill` })

      await disconnect(server, id).catch(() => null)
      await server.gone
      const read = await readToken(other, id)
      await makeOlder('connections', 'status_at', id)
      const next = await fleet.start()
      await until('the end of the connection', async () => (await statusOf(id)) === undefined)

      assert.equal(read.status, 404)
      assertNothingLives(standIn, athlete)
      await next.kill()
    }
  }
})

test('an erase that was cut off is finished by another server, down to the salt', async () => {
  const { id, standIn, athlete, userId } = await connected('strict', 'erased in two goes')
  const [subject] = await asSuperuser<{ id: string }>(
    fleet.superUrl,
    'select subject_id as id from connections where id = $1',
    [id],
  )
  const server = await fleet.start({ failpoint: 'close.fenced:kill' })

  await erase(server, userId).catch(() => null)
  await server.gone
  const read = await readToken(other, id)
  // Fenced in one transaction: both are as old.
  await makeOlder('subjects', 'erasing_at', subject!.id)
  await makeOlder('connections', 'status_at', id)
  const next = await fleet.start()
  await until('the end of the salt', async () => !(await exists('subject_salt', 'subject_id', subject!.id)))

  assert.equal(read.status, 404)
  assertNothingLives(standIn, athlete)
  for (const table of ['token_version', 'connections']) {
    assert.equal(await exists(table, 'subject_id', subject!.id), false, table)
  }
  await next.kill()
})

test('a disconnect that cannot end the grant, since its newest token was lost, does not say that it did', async () => {
  const { id, standIn, athlete } = await connected('strava', 'lost, then ended')
  await expire(fleet.superUrl, id)
  standIn.expire({ athleteId: athlete })
  const server = await fleet.start({ failpoint: 'call.answered:kill' })
  await readToken(server, id).catch(() => null)
  await server.gone

  const ended = await disconnect(other, id)

  assert.deepEqual([ended.status, ended.body.revocation], [200, 'failed'], JSON.stringify(ended.body))
  assert.equal((await readToken(other, id)).status, 404)
})

async function connected(kind: Case['kind'], userId: string) {
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf(kind), userId: `${userId}, ${kind}`, athlete })
  return { id, standIn, athlete, userId: `${userId}, ${kind}` }
}

/** As if it had happened 61 s earlier: what is unfinished for a minute is taken up by whoever comes by. */
const makeOlder = (table: 'connections' | 'subjects', column: string, id: string) =>
  asSuperuser(fleet.superUrl, `update ${table} set ${column} = ${column} - interval '61 s' where id = $1`, [
    id,
  ])

const exists = async (table: string, column: string, id: string): Promise<boolean> =>
  (await asSuperuser(fleet.superUrl, `select 1 from ${table} where ${column} = $1 limit 1`, [id])).length > 0

const nameOf = ({ kind, act, point, order }: Case): string =>
  `${kind}, ${act} at ${point.name}, it goes on ${order}`

/** Where an end does most harm, and one that is drawn for each kind; all of them in the long form. */
const sample = [
  'strict, reconnect at save.sealed, it goes on afterwards',
  'strict, erase at save.before_commit, it goes on meanwhile',
  'reuse, disconnect at call.work_done, it goes on afterwards',
  'reuse, reconnect at claim.committed, it goes on afterwards',
  'strava, disconnect at save.sealed, it goes on afterwards',
  'strava, reconnect at call.answered, it goes on afterwards',
]

function casesOf(kind: Case['kind'], drawn: ReturnType<typeof seeded>): Case[] {
  const all = acts.flatMap((act) =>
    points.flatMap((point) => orders.map((order) => ({ kind, act, point, order }))),
  )
  return isFull ? all : [...all.filter((one) => sample.includes(nameOf(one))), drawn.pick(all)]
}

/** A sync of the other server would find the token ended, and refresh it before the one that is to stop. */
async function keepUnsynced(id: string): Promise<void> {
  await asSuperuser(
    fleet.superUrl,
    `insert into data_set (connection_id, name, account_id, due_at) select id, 'activities', account_id, 'infinity' from connections where id = $1
    on conflict (connection_id, name) do update set due_at = 'infinity'`,
    [id],
  )
  await until(
    'the end of a sync under way',
    async () =>
      (
        await asSuperuser(
          fleet.superUrl,
          'select 1 from data_set where connection_id = $1 and claimed_until is not null and (listing is not null or synced_at is null)',
          [id],
        )
      ).length === 0,
  )
  await asSuperuser(fleet.superUrl, `update data_set set due_at = 'infinity' where connection_id = $1`, [id])
}

async function endedAt({ kind, act, point, order }: Case, number: number): Promise<void> {
  const { id, standIn, athlete, userId } = await connected(kind, `case ${number}`)
  const about = { provider: providerIdOf(kind), userId, athlete }
  const [oldGrant] = standIn.grants.live({ athleteId: athlete })
  await keepUnsynced(id)
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
    if (kind !== 'strava' && order === 'afterwards' && isLate(point))
      await until('the end of the old grant', () => oldGrant?.endedAt)
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
