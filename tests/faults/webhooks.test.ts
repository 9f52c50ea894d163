import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isGenuine, startReceiver } from '../support/receiver.ts'
import { call, connect, disconnect } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { asSuperuser } from './support/tampering.ts'
import { until } from './support/until.ts'

const receiver = await startReceiver()
after(() => receiver.close())
const fleet = await startFleet()
const environment = { KEYHOLD_WEBHOOK_ORIGINS: receiver.url }

/** Where a server is when it is killed: events noted and not committed, one taken, one answered and not booked. */
const points = ['webhooks.noted', 'webhooks.claimed', 'webhooks.answered'] as const
const connectionsOfEach = counted({ full: 20, sample: 5 })

for (const point of points) {
  test(`killed at ${point}, a restart sends every event, and under no second id`, async () => {
    const maker = await fleet.start()
    const connections: string[] = []
    for (let index = 0; index < connectionsOfEach; index++) {
      const athlete = fleet.standIns.strava.people.add().id
      const userId = `${point} ${index}`
      connections.push((await connect(maker, { provider: 'sandbox', userId, athlete })).id)
    }
    await maker.end()
    const server = await fleet.start({ environment, failpoint: `${point}:kill` })
    const url = `${receiver.url}/${point}`
    const made = await call(server, 'POST', '/api/webhooks/endpoints', { asOperator: true, body: { url } })
    assert.equal(made.status, 201, JSON.stringify(made.body))

    await Promise.allSettled(connections.map((id) => disconnect(server, id)))
    await server.gone
    await endClaims()
    const restarted = await fleet.start({ environment, home: server.home })

    const arrived = () => receiver.received.filter(({ path }) => path === `/${point}`)
    const ended = await until('the end of every connection', async () => {
      await Promise.allSettled(connections.map((id) => disconnect(restarted, id)))
      const ids = await endsOf(connections)
      return ids.length === connections.length && ids
    })
    await until(
      'every event',
      () => new Set(arrived().map(({ headers }) => headers['webhook-id'])).size >= ended.length,
    )

    const ids = arrived().map(({ headers }) => String(headers['webhook-id']))
    assert.deepEqual([...new Set(ids)].sort(), ended)
    for (const id of ended) {
      const those = arrived().filter(({ headers }) => headers['webhook-id'] === id)
      assert.equal(new Set(those.map(({ body }) => body)).size, 1)
      assert.ok(those.every((each) => isGenuine(String(made.body.secret), each, new Date())))
    }
    await restarted.end()
  })
}

/** What the dead server had taken is free after half a minute: now. */
const endClaims = () =>
  asSuperuser(
    fleet.superUrl,
    'update webhook_delivery set claimed_until = clock_timestamp() where claimed_until is not null',
  )

/** Ids of the entries that say a connection has ended: each is an event's id. */
const endsOf = async (connections: readonly string[]): Promise<string[]> => {
  const rows = await asSuperuser<{ id: string }>(
    fleet.superUrl,
    "select id from audit_entry where action = 'connection.deleted' and object = any ($1::uuid[]) order by id",
    [connections],
  )
  return rows.map(({ id }) => id)
}
