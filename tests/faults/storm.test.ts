import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { providerIdOf } from './support/providers.ts'
import { expire } from './support/tampering.ts'

const rounds = counted({ full: 100, sample: 3 })
const readers = 1_000
const processes = 4
const latencyMilliseconds = 1_000

test('a thousand readers over four processes on one expired token cause one refresh and all get its token', async () => {
  const fleet = await startFleet()
  const { strict } = fleet.standIns
  const servers = await Promise.all(Array.from({ length: processes }, () => fleet.start()))
  const beyond: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { id } = await connect(servers[0]!, { provider: providerIdOf('strict'), userId: `storm-${round}` })
    await expire(fleet.superUrl, id)
    const before = strict.calls.to('token').length
    strict.settings.latencyMilliseconds = latencyMilliseconds

    const started = performance.now()
    const answers = await Promise.all(
      Array.from({ length: readers }, async (_, index) => {
        const answer = await readToken(servers[index % processes]!, id)
        return { ...answer, tookMilliseconds: performance.now() - started }
      }),
    )

    strict.settings.latencyMilliseconds = 0
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]), `round ${round}`)
    assert.equal(new Set(answers.map(({ body }) => body.access_token)).size, 1, `round ${round}`)
    assert.equal(strict.calls.to('token').length - before, 1, `round ${round}`)
    beyond.push(...answers.map(({ tookMilliseconds }) => tookMilliseconds - latencyMilliseconds))
  }
  beyond.sort((a, b) => a - b)
  const at = (share: number) => Math.round(beyond[Math.floor(beyond.length * share)]!)
  console.log(
    `storm: ${rounds} rounds of ${readers} readers; beyond the provider's ${latencyMilliseconds} ms: median ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
})
