import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect, readPatiently } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { assertAllThere, assertOnlyPassing, startWriting } from './support/ledger.ts'
import { addressesOf, startPostgres } from './support/postgres.ts'
import { assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'
import { asSuperuser } from './support/tampering.ts'

const kills = counted({ full: 10, sample: 2 })
const images = counted({ full: 10, sample: 1 })

const postgres = await startPostgres()
const fleet = await startFleet({ database: postgres.database })
after(() => postgres.end())
const servers = await Promise.all([fleet.start(), fleet.start()])
const { steady } = fleet.standIns
const { id } = await connect(servers[0]!, {
  provider: providerIdOf('steady'),
  userId: 'through the kills',
  athlete: steady.people.add().id,
})

// Turns red with synchronous_commit off.
test('PostgreSQL killed under load loses nothing that was acknowledged, and everybody is served again', async () => {
  const writing = startWriting({ servers: () => servers, name: 'postmaster killed' })
  const drawn = seeded(2)

  for (let round = 0; round < kills; round += 1) {
    await writing.more(drawn.between(20, 80))
    process.kill(postgres.home.serverPid(), 'SIGKILL')
    await writing.more(1)
  }
  await writing.stop()

  assertOnlyPassing(writing)
  await assertAllThere(fleet.superUrl, writing)
  for (const server of servers) assertTaken(await readPatiently(server, id), steady, 'after the kills')
})

// Turns red when an answer to COMMIT that never came is told as a mistake of ours (`explain` of the pipeline).
test('backends that are ended under load cost nobody an answer that does not say to come again', async () => {
  const writing = startWriting({ servers: () => servers, name: 'backends ended' })

  for (let round = 0; round < kills; round += 1) {
    await writing.more(20)
    const ended = await asSuperuser<{ ended: boolean }>(
      fleet.superUrl,
      `select pg_terminate_backend(pid) as ended from pg_stat_activity where application_name = 'keyhold'`,
    )
    assert.ok(ended.length > 0)
  }
  await writing.more(10)
  await writing.stop()

  assertOnlyPassing(writing)
  assert.equal(writing.refusals.get(0) ?? 0, 0, 'the servers themselves live')
  await assertAllThere(fleet.superUrl, writing)
})

// What a power cut leaves, but for the disk's own cache: everything that PostgreSQL handed to the system by that moment.
// Turns red with synchronous_commit off.
test('a copy of the data made at any moment under load comes up with all that was acknowledged by then', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-image-'))
  chmodSync(folder, 0o711)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (let round = 0; round < images; round += 1) {
    const home = join(folder, String(round))
    const writing = startWriting({ servers: () => servers, name: `copied ${round}` })
    await writing.more(60)

    const thaw = await postgres.freeze()
    const acknowledged = [...writing.acknowledged]
    postgres.copyTo(home)
    thaw()
    await writing.stop()
    const copy = await postgres.startCopy(home)

    await assertAllThere(addressesOf(copy).superUrl, { ...writing, acknowledged })
    await copy.stop()
  }
})
