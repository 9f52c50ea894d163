import { test } from 'node:test'
import { connect, readPatiently } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { assertAllThere, assertOnlyPassing, startWriting } from './support/ledger.ts'
import { assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'

const processes = counted({ full: 4, sample: 2 })
const rounds = counted({ full: 50, sample: 2 })
// Minutes of writing as the operator: no limit is looked at here.
const environment = { KEYHOLD_LIMITS: JSON.stringify({ policies: { operator: { limit: 600_000 } } }) }

// Turns red when a request that is sent again is not looked up before it acts (`onceInTransaction`).
test('servers killed at any moment under load lose nothing they acknowledged, and make nothing twice', async () => {
  const fleet = await startFleet()
  const servers = await Promise.all(Array.from({ length: processes }, () => fleet.start({ environment })))
  const standIn = fleet.standIns.steady
  const athlete = standIn.people.add().id
  const about = { provider: providerIdOf('steady'), userId: 'under load', athlete }
  const { id } = await connect(servers[0]!, about)
  const drawn = seeded(1)
  const writing = startWriting({ servers: () => servers, writers: 24, name: 'under load' })

  for (let round = 0; round < rounds; round += 1) {
    await writing.more(drawn.between(5, 60))
    const struck = drawn.between(0, processes - 1)
    await servers[struck]!.kill()
    servers[struck] = await fleet.start({ home: servers[struck]!.home, environment })
  }
  await writing.stop()

  assertOnlyPassing(writing)
  await assertAllThere(fleet.superUrl, writing)
  for (const server of servers) assertTaken(await readPatiently(server, id), standIn, 'after the kills')
  console.log(
    `load: ${rounds} kills, ${writing.acknowledged.length} writes acknowledged, ${writing.refusals.get(0) ?? 0} cut off`,
  )
})
