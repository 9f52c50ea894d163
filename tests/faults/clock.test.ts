import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { call, connect, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { type Server, startFleet } from './support/fleet.ts'
import { hostClock } from './support/host-clock.ts'
import { neededProgram } from './support/programs.ts'
import { assertTaken, refreshesOf } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { expire } from './support/tampering.ts'

const skip = neededProgram('faketime')
const jumps = ['-2h', '+2h', '+90d']
const folder = mkdtempSync(join(tmpdir(), 'keyhold-clock-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const fleet = await startFleet()
const { strict } = fleet.standIns
const other = await fleet.start()

async function connected(userId: string) {
  const athlete = strict.people.add().id
  const { id } = await connect(other, { provider: providerIdOf('strict'), userId, athlete })
  return { id, athlete }
}

// Turns red when the world's clock follows the host's (`Date.now()` in `monotonicClock`).
test("jumps of a host's clock refresh nothing, end nothing, and give no limit back", { skip }, async () => {
  const clock = hostClock(folder)
  const server = await fleet.start({ environment: clock.environment })
  const { id, athlete } = await connected('jumping')
  const first = await readToken(server, id)
  const key = await usedUpKey(server)

  for (const jump of [...jumps, '+0']) {
    clock.set(jump)
    const read = await readToken(server, id)

    assert.deepEqual(read, first, jump)
    assert.equal(await statusOf(server, key), 429, jump)
  }
  assertTaken(first, strict, 'through the jumps')
  assert.equal(refreshesOf(strict, athlete), 0)
})

// Turns red when a process does not ask the database for the moment before it serves.
for (const jump of counted({ full: jumps, sample: ['-2h'] })) {
  test(
    `a server that starts with its clock at ${jump} tells an ended token from a good one`,
    { skip },
    async () => {
      const hours = jump.slice(1)
      const [ended, good] = [await connected(`ended at ${hours}`), await connected(`good at ${hours}`)]
      await expire(fleet.superUrl, ended.id)
      strict.expire({ athleteId: ended.athlete })
      const server = await fleet.start({ environment: hostClock(folder, jump).environment })

      const [ofEnded, ofGood] = [await readToken(server, ended.id), await readToken(server, good.id)]

      assertTaken(ofEnded, strict, 'the ended one')
      assertTaken(ofGood, strict, 'the good one')
      assert.deepEqual(
        [ended, good].map(({ athlete }) => refreshesOf(strict, athlete)),
        [1, 0],
      )
      await server.kill()
    },
  )
}

/** A key of a tier with few calls a minute, and none left. */
async function usedUpKey(server: Server): Promise<string> {
  const { body } = await call(server, 'POST', '/api/keys', {
    asOperator: true,
    body: { name: 'used up', tier: 'free', scopes: ['connections:read'] },
  })
  const key = String(body.key)
  while ((await statusOf(server, key)) !== 429);
  return key
}

const statusOf = async ({ url }: Server, key: string): Promise<number> =>
  (await fetch(`${url}/api/connections?userId=jumping`, { headers: { authorization: `Bearer ${key}` } }))
    .status
