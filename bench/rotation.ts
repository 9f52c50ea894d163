import { as, type World } from '../src/kit/world.ts'
import { rotate } from '../src/parts/vault/keys/rotate.ts'
import { keyStatus } from '../src/parts/vault/keys/status.ts'
import { ask, type Child } from './child.ts'
import type { Finding } from './finding.ts'
import type { ServerChild } from './reads.ts'
import type { Stage } from './stage.ts'
import type { Steady, SteadyCalled } from './steady-callers.ts'

export interface RotationPlan {
  /** Connections, each with the sealed records of a real one. */
  credentials: number
  readsPerSecond: number
  /** Of reads before the key is replaced. */
  secondsBefore: number
}

export interface Rotation extends RotationPlan {
  records: number
  before: SteadyCalled
  during: SteadyCalled
  /** From the new key to the old one's end. */
  seconds: number
  /** Sealed under the old key when all was done. */
  recordsLeft: number
  unreadable: number
}

/** Seals everything under a new root key, in the very process that answers the reads meanwhile. */
export async function measureRotation(
  { world, warmIds, coldIds, key }: Pick<Stage, 'world' | 'warmIds' | 'coldIds' | 'key'>,
  callers: Child<unknown>,
  server: ServerChild,
  plan: RotationPlan,
): Promise<Finding> {
  const steady: Steady = {
    port: server.ready.port,
    key,
    paths: scattered([...warmIds, ...coldIds]).map((id) => `/api/connections/${id}/token`),
    perSecond: plan.readsPerSecond,
  }
  const reading = async (until: () => Promise<unknown>): Promise<SteadyCalled> => {
    callers.process.send(steady)
    await until()
    return ask<SteadyCalled>(callers, { stop: true })
  }
  await reading(() => world.wait(1000))
  const before = await reading(() => world.wait(plan.secondsBefore * 1000))
  const startedAt = performance.now()
  let fromKey = 0
  const during = await reading(async () => {
    ;({ fromKey } = await rotate(world, { cause: 'asked', actor: { kind: 'job', id: 'bench' } }))
    await retired(world, fromKey)
  })
  const seconds = (performance.now() - startedAt) / 1000
  const old = (await keyStatus(world)).keys.find(({ id }) => id === fromKey)!
  return findingOf({
    ...plan,
    records: old.rotation?.resealed ?? 0,
    before,
    during,
    seconds,
    recordsLeft: old.rows ?? 0,
    unreadable: old.rotation?.unreadable ?? 0,
  })
}

/** A look at one row: to count what is left would be a load of its own. */
async function retired(world: World, key: number): Promise<void> {
  const { sql } = as(world, { role: 'jobs' })
  for (;;) {
    const [row] = await sql<{ state: string }>`select state from encryption_keys where id = ${key} limit 1`
    if (row?.state === 'retired') return
    await world.wait(200)
  }
}

/** By their random ends: what was made together is not read together. */
const scattered = (ids: readonly string[]): string[] =>
  ids.toSorted((one, other) => one.slice(-12).localeCompare(other.slice(-12)))

const growAtMost = 2

function findingOf(rotation: Rotation): Finding {
  const { credentials, records, readsPerSecond, before, during, seconds, recordsLeft, unreadable } = rotation
  const of = (title: string, { requests, failures, ...called }: SteadyCalled) =>
    `${title}: p50 ${called.p50Milliseconds.toFixed(2)} ms, p99 ${called.p99Milliseconds.toFixed(2)} ms, most ${called.mostMilliseconds.toFixed(0)} ms of ${requests} reads, ${failures} failed`
  const growth = during.p99Milliseconds / before.p99Milliseconds
  const failures = before.failures + during.failures
  return {
    title: `rotation: ${credentials} credentials, ${records} records sealed anew in ${seconds.toFixed(0)} s (${(records / seconds).toFixed(0)} a second) under ${readsPerSecond} reads a second, by one process`,
    figures: rotation,
    lines: [of('before', before), of('during', during)],
    wanted: [
      {
        text: `rotation: p99 of reads ${growth.toFixed(2)} x before (wanted: at most ${growAtMost})`,
        isReached: growth <= growAtMost,
      },
      {
        text: `rotation: ${failures} failed reads, ${recordsLeft} records under the old key, ${unreadable} unreadable (wanted: none)`,
        isReached: failures + recordsLeft + unreadable === 0 && records >= credentials,
      },
    ],
  }
}
