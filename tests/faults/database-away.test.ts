import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { roles, urlOf } from '../../src/entry/postgres/index.ts'
import { trialHome } from '../../src/entry/postgres/trial-home.ts'
import { type Answer, connect, readPatiently, readToken } from './support/calls.ts'
import { isFull } from './support/counts.ts'
import { type Server, startFleet } from './support/fleet.ts'
import { assertLostInFlight, assertTaken, refreshesOf } from './support/provider-view.ts'
import { type Kind, providerIdOf } from './support/providers.ts'
import { expire } from './support/tampering.ts'
import { until } from './support/until.ts'

const scale = isFull ? 1 : 0.15
// Short, and longer than a claim with the time to its takeover.
const absences = isFull
  ? ([
      ['stopped', 30],
      ['frozen', 30],
      ['stopped', 80],
    ] as const)
  : ([['stopped', 80 * scale]] as const)
type How = (typeof absences)[number][0]

const ends: (() => Promise<void>)[] = []
const cluster = trialHome({ after: (end) => void ends.push(end) })
let database = await cluster.start()
const fleet = await startFleet({
  deadlineScale: scale,
  database: { ...database, superUrl: urlOf(database.socketFolder, roles.supervisor, 'keyhold') },
})
after(async () => {
  for (const end of ends) await end()
})
const other = await fleet.start()

/** What becomes of the server that has the answer in hand, and what a reader finds afterwards. */
const fates = [
  { name: 'it lives', kind: 'strict', failpoint: undefined, finds: 'token' },
  { name: 'it lives', kind: 'reuse', failpoint: undefined, finds: 'token' },
  {
    name: 'it is killed with the answer in its spill',
    kind: 'strict',
    failpoint: 'spill.written:kill',
    finds: 'token',
  },
  {
    name: 'it is killed with the answer in its spill',
    kind: 'reuse',
    failpoint: 'spill.written:kill',
    finds: 'token',
  },
  {
    name: 'it is killed before the spill',
    kind: 'grace',
    failpoint: 'spill.before_write:kill',
    finds: 'token',
  },
  {
    name: 'it is killed before the spill',
    kind: 'strava',
    failpoint: 'spill.before_write:kill',
    finds: 'lost',
  },
] as const
type Fate = (typeof fates)[number]

for (const [how, seconds] of absences) {
  test(`the database ${how} for ${seconds} s between a provider's answer and its saving loses no token`, async () => {
    const prepared = await Promise.all(fates.map((fate) => prepare(fate, `${how} ${seconds}`)))
    const begun = await Promise.all(prepared.map(begin))
    const back = await takeAway(how)
    for (const { standIn } of begun) standIn.held.release()
    await Promise.all(begun.map((each) => hasAnswerInHand(each)))
    await assertTellsToWait(other, begun[0]!.id)
    await assertTellsToWait(begun[0]!.server, begun[0]!.id)
    await assertNotReady(other)
    await pause(seconds * 1_000)
    await back()

    const found = await Promise.all(begun.map((each) => readAgain(each)))

    for (const [index, { fate, standIn, athlete }] of begun.entries()) {
      const name = `${fate.kind}: ${fate.name}`
      for (const answer of found[index]!) {
        if (fate.finds === 'token') assertTaken(answer, standIn, name)
        else assertLostInFlight(answer, name)
      }
      const resent = fate.failpoint === 'spill.before_write:kill' ? 1 : 0
      assert.equal(refreshesOf(standIn, athlete), 1 + resent, name)
    }
    for (const { server } of begun) assert.deepEqual(spilled(server), [], 'the spill is empty in the end')
  })
}

type Begun = Awaited<ReturnType<typeof begin>>

/** A connection whose token has expired, and the server that will refresh it. */
async function prepare(fate: Fate, name: string) {
  const kind: Kind = fate.kind
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const userId = `${name}, ${fate.kind}, ${fate.name}`
  const { id } = await connect(other, { provider: providerIdOf(kind), userId, athlete })
  await expire(fleet.superUrl, id)
  standIn.expire({ athleteId: athlete })
  const server = await fleet.start(fate.failpoint ? { failpoint: fate.failpoint } : {})
  return { fate, standIn, athlete, id, server }
}

/** A refresh whose answer waits at the provider. */
async function begin(prepared: Awaited<ReturnType<typeof prepare>>) {
  const { standIn, athlete, id, server } = prepared
  const faultId = standIn.faults.push({ on: 'token', kind: 'hold', afterWork: true, athleteId: athlete })
  const reading = readToken(server, id).catch(() => null)
  await until('the held call', () => standIn.calls.all().find(({ fault }) => fault?.id === faultId))
  return { ...prepared, reading }
}

const hasAnswerInHand = async ({ fate, server }: Begun): Promise<void> => {
  if (fate.failpoint) await server.gone
  else await until('the spill', () => spilled(server).length > 0)
}

function spilled({ home }: Server): string[] {
  const folder = join(home, 'spill')
  return existsSync(folder) ? readdirSync(folder) : []
}

async function assertTellsToWait(server: Server, id: string): Promise<void> {
  const { status, retryAfter, body } = await readToken(server, id)
  assert.equal(status, 503, JSON.stringify(body))
  assert.ok(retryAfter, JSON.stringify(body))
}

/** Nobody should be sent there, and nobody should end it. */
async function assertNotReady({ url }: Server): Promise<void> {
  const [live, ready] = await Promise.all(['/livez', '/readyz'].map((path) => fetch(`${url}${path}`)))
  const { checks } = (await ready!.json()) as { checks: Record<string, string> }
  assert.deepEqual([live!.status, ready!.status, checks], [200, 503, { database: 'failed', keys: 'ok' }])
}

/** Readers of another host come as soon as the database is back; a killed server comes back at the same moment. */
async function readAgain({ fate, id, server, reading }: Begun): Promise<Answer[]> {
  const elsewhere = readPatiently(other, id, { scale })
  const again = fate.failpoint ? await fleet.start({ home: server.home }) : server
  const found = [await readPatiently(again, id, { scale }), await elsewhere]
  const first = await reading
  if (first !== null && first.status !== 503) found.push(first)
  await again.end()
  return found
}

/** @returns what brings it back */
async function takeAway(how: How): Promise<() => Promise<void>> {
  if (how === 'stopped') {
    await database.stop()
    return async () => void (database = await cluster.start())
  }
  const pids = postgresPids()
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  return async () => pids.forEach((pid) => process.kill(pid, 'SIGCONT'))
}

/** The server's process first, then those it started. */
function postgresPids(): number[] {
  const postmaster = cluster.serverPid()
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')
  return [postmaster, ...children.trim().split(/\s+/).map(Number)]
}
