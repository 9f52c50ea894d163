import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { call, connect, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { assertAllThere, startWriting } from './support/ledger.ts'
import { noOldBuild, oldBuild } from './support/old-build.ts'
import { assertTaken, refreshesOf } from './support/provider-view.ts'
import { type Kind, kinds, providerIdOf } from './support/providers.ts'

const rounds = counted({ full: 20, sample: 1 })
const chosen = counted<readonly Kind[]>({ full: kinds, sample: ['strict'] })

// Turns red when a migration takes away or tightens what the build before it still uses.
test(
  'a server of the build before the newest migration goes on beside a new one that has brought the schema up',
  { skip: noOldBuild() },
  async (t) => {
    const old = oldBuild()
    after(() => old.end())
    const fleet = await startFleet()
    const before = await fleet.start({ program: old.program })
    const connections = await Promise.all(
      chosen.map(async (kind) => {
        const standIn = fleet.standIns[kind]
        const athlete = standIn.people.add().id
        const { id } = await connect(before, {
          provider: providerIdOf(kind),
          userId: `made by the old ${kind}`,
          athlete,
        })
        return { id, kind, standIn, athlete }
      }),
    )
    const servers = [before]
    const writing = startWriting({ servers: () => servers, name: 'while the schema changes' })
    await writing.more(20)

    const now = await fleet.start()
    servers.push(now)
    for (let round = 0; round < rounds; round += 1) {
      await writing.more(20)
      for (const { id, kind, standIn } of connections) {
        for (const [refresher, reader] of [
          [before, now],
          [now, before],
        ] as const) {
          const refreshed = await call(refresher, 'POST', `/api/connections/${id}/refresh`)
          assert.equal(refreshed.status, 200, `${kind}: ${JSON.stringify(refreshed.body)}`)
          assertTaken(await readToken(reader, id), standIn, kind)
        }
      }
    }
    await writing.stop()

    t.diagnostic(`beside ${old.commit.slice(0, 10)}`)
    assert.deepEqual([...writing.refusals], [])
    await assertAllThere(fleet.superUrl, writing)
    for (const { athlete, standIn } of connections) assert.equal(refreshesOf(standIn, athlete), rounds * 2)
  },
)
