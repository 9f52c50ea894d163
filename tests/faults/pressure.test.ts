import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import pg from 'pg'
import { call, connect, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { operatorKey, startFleet } from './support/fleet.ts'
import { assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { until } from './support/until.ts'

const writers = counted({ full: 1_000, sample: 100 })
const bodies = 60
const rounds = counted({ full: 20, sample: 1 })

const fleet = await startFleet()
const { strict } = fleet.standIns
const server = await fleet.start({ nodeOptions: ['--max-old-space-size=96'] })

async function connected(userId: string) {
  const athlete = strict.people.add().id
  const { id } = await connect(server, { provider: providerIdOf('strict'), userId, athlete })
  return { id, athlete }
}

// Turns red when reads take their connections from the same pool as writes, which may wait (`runSingle`).
test('while a foreign session holds a lock, writers too many are told to come again, and reads and probes go on', async (t) => {
  const { id } = await connected('beside the lock')
  const foreigner = new pg.Client({ connectionString: fleet.superUrl })
  await foreigner.connect()
  t.after(() => foreigner.end())
  await foreigner.query('begin')
  await foreigner.query('lock table api_keys in exclusive mode')
  let shed = 0

  const answering = Array.from({ length: writers }, async (_, index) => {
    const answer = await call(server, 'POST', '/api/keys', { asOperator: true, body: { name: `${index}` } })
    if (answer.status === 503) shed += 1
    return answer
  })
  await until('those who are told to come again', () => shed > 0)
  const probes = await Promise.all(['/livez', '/readyz'].map((path) => fetch(`${server.url}${path}`)))
  const read = await readToken(server, id)
  await foreigner.query('rollback')
  const answers = await Promise.all(answering)

  assert.deepEqual(
    probes.map(({ status }) => status),
    [200, 200],
  )
  assertTaken(read, strict, 'beside the lock')
  for (const { status, body, retryAfter } of answers)
    assert.ok(status === 201 || (status === 503 && retryAfter), JSON.stringify(body))
  assert.ok(answers.some(({ status }) => status === 201))
  const again = await call(server, 'POST', '/api/keys', { asOperator: true, body: { name: 'afterwards' } })
  assert.equal(again.status, 201)
})

// Turns red when a body may be as long as it likes (`longestBody`).
test('large and crooked bodies by the dozen are refused within little memory, and others are served meanwhile', async () => {
  const { id } = await connected('crowded out')
  const kinds = [
    JSON.stringify({ name: 'x'.repeat(8 << 20) }),
    '['.repeat(900_000),
    `{${Array.from({ length: 60_000 }, (_, index) => `"k${index}":1`).join()}}`,
  ].map((text) => Buffer.from(text))

  for (let round = 0; round < rounds; round += 1) {
    const refused = await Promise.all(
      Array.from({ length: bodies }, async (_, index) => {
        const kind = index % kinds.length
        return { kind, status: await send(kinds[kind]!), read: await readToken(server, id) }
      }),
    )

    for (const { kind, status, read } of refused) {
      assert.ok(status === 0 || status === [413, 400, 400][kind], `${kind}: ${status}`)
      assert.equal(read.status, 200, JSON.stringify(read.body))
    }
  }
  assertTaken(await readToken(server, id), strict, 'afterwards')
})

/** Over a connection of its own, as of a stranger. @returns 0 when it was ended in the middle of the body */
const send = (body: Buffer): Promise<number> =>
  new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${operatorKey}`,
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const sending = request(`${server.url}/api/keys`, { method: 'POST', agent: false, headers })
    sending.on('response', (response) => response.resume().on('close', () => resolve(response.statusCode!)))
    sending.on('error', () => resolve(0))
    sending.end(body)
  })
