import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, readPatiently, readToken } from './support/calls.ts'
import { ownDatabase, startFleet } from './support/fleet.ts'
import { layNetwork } from './support/network.ts'
import { neededRight } from './support/programs.ts'
import { assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { until } from './support/until.ts'
import { layWire, overWire, socketOf } from './support/wire.ts'

test(
  'a server cut off from its database by the network says so in time, and serves again once it is back',
  { skip: neededRight('ip') },
  async (t) => {
    const network = layNetwork(t)
    const database = await ownDatabase()
    const wire = await layWire(socketOf(database.url), { host: network.database.ours })
    t.after(() => wire.close())
    const fleet = await startFleet({ database })
    const { steady } = fleet.standIns
    const near = await fleet.start()
    const far = await fleet.start({
      namespace: network.namespace,
      environment: {
        HOST: network.door.theirs,
        DATABASE_URL: overWire(database.url, wire, network.database.ours),
      },
    })
    const server = { url: far.url.replace('localhost', network.door.theirs) }
    const { id } = await connect(near, {
      provider: providerIdOf('steady'),
      userId: 'cut off',
      athlete: steady.people.add().id,
    })
    assertTaken(await readToken(server, id), steady, 'before')

    network.database.cut()
    const [live, ready, read] = await Promise.all([
      fetch(`${server.url}/livez`),
      fetch(`${server.url}/readyz`),
      readToken(server, id),
    ])
    network.database.mend()
    await until('readiness', async () => (await fetch(`${server.url}/readyz`)).status === 200)

    assert.deepEqual([live.status, ready.status, read.status], [200, 503, 503])
    assert.ok(read.retryAfter, JSON.stringify(read.body))
    assertTaken(await readPatiently(server, id), steady, 'afterwards')
  },
)
