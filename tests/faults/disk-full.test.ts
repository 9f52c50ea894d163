import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect, readPatiently, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { assertAllThere, assertOnlyPassing, startWriting } from './support/ledger.ts'
import { startPostgres } from './support/postgres.ts'
import { neededRight } from './support/programs.ts'
import { assertTaken, refreshesOf } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { smallDisk } from './support/small-disk.ts'
import { asSuperuser, expire } from './support/tampering.ts'
import { until } from './support/until.ts'

const skip = neededRight('mount')
const rounds = counted({ full: 5, sample: 1 })

/** One database on a small disk, and a server that has a small disk for its home. */
async function onSmallDisks() {
  const [ofDatabase, ofHome] = [smallDisk({ megabytes: 160 }), smallDisk({ megabytes: 2 })]
  const postgres = await startPostgres({ folder: ofDatabase.path })
  const fleet = await startFleet({ database: postgres.database })
  after(async () => {
    await postgres.end()
    for (const disk of [ofDatabase, ofHome]) disk.end()
  })
  return { ofDatabase, ofHome, fleet, server: await fleet.start({ home: ofHome.path }) }
}
const stage = skip === false ? await onSmallDisks() : null

// Turns red with synchronous_commit off.
test(
  'a database whose disk is full loses nothing that was acknowledged, and writes again when there is room',
  { skip },
  async () => {
    const { ofDatabase: disk, fleet, server } = stage!
    const { steady } = fleet.standIns
    const { id } = await connect(server, {
      provider: providerIdOf('steady'),
      userId: 'full',
      athlete: steady.people.add().id,
    })
    const writing = startWriting({ servers: () => [server], name: 'disk full' })

    for (let round = 0; round < rounds; round += 1) {
      await writing.more(20)
      const before = await crashesOf(fleet.superUrl)
      disk.fill()
      await until('the crash', async () => {
        // The log's next file finds no room, which ends PostgreSQL on the spot.
        await asSuperuser(fleet.superUrl, 'select pg_switch_wal()').catch(() => undefined)
        return (await crashesOf(fleet.superUrl)) !== before
      })
      const refused = writing.refusals.get(503) ?? 0
      await until('refusals', () => (writing.refusals.get(503) ?? 0) > refused)
      disk.empty()
    }
    await writing.more(20)
    await writing.stop()

    assertOnlyPassing(writing)
    await assertAllThere(fleet.superUrl, writing)
    assertTaken(await readPatiently(server, id), steady, 'after the full disk')
  },
)

// Turns red when a spill that fails ends the saving (`saveRepeatedly`).
test(
  'a token that can be saved neither in the database nor in a full home waits in memory, and is not lost',
  { skip },
  async () => {
    const { ofHome: disk, fleet, server } = stage!
    const { strict } = fleet.standIns
    const athlete = strict.people.add().id
    const { id } = await connect(server, { provider: providerIdOf('strict'), userId: 'no room', athlete })
    await expire(fleet.superUrl, id)
    const held = strict.faults.push({ on: 'token', kind: 'hold', afterWork: true, athleteId: athlete })
    const reading = readToken(server, id)
    await until('the held call', () => strict.calls.all().find(({ fault }) => fault?.id === held))

    disk.fill()
    await asSuperuser(fleet.superUrl, 'revoke insert on audit_entry from keyhold_audit')
    strict.held.release(held)
    await until('the failure', () => server.said().includes('could not be spilled'))
    await asSuperuser(fleet.superUrl, 'grant insert on audit_entry to keyhold_audit')
    disk.empty()

    const first = await reading
    assertTaken(first.status === 503 ? await readPatiently(server, id) : first, strict, 'saved from memory')
    assert.equal(refreshesOf(strict, athlete), 1)
  },
)

/** When PostgreSQL last began its work anew: changes with every crash, even when its first process lives on. */
const crashesOf = async (superUrl: string): Promise<string | null> => {
  const text = `select backend_start::text as at from pg_stat_activity where backend_type = 'checkpointer'`
  const rows = await asSuperuser<{ at: string }>(superUrl, text).catch(() => [])
  return rows[0]?.at ?? null
}
