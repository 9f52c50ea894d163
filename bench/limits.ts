import {
  createLimiter,
  definePolicy,
  identityKey,
  type LendingStore,
  type Limiter,
  type Policy,
  postgresStore,
  valkeyStore,
  withLeases,
} from '../src/parts/limits/index.ts'
import type { World } from '../src/kit/world.ts'
import { needsValkey, startValkey } from '../tests/support/valkey.ts'
import { median, quantile } from './figures.ts'
import type { Finding } from './finding.ts'

export interface LimitsPlan {
  rounds: number
  /** Of one measurement, up to 2. */
  seconds: number
}

// As many requests as wait at once in one process.
const deciders = 64

interface LimitsSample {
  store: string
  perSecond: number
  p50Milliseconds: number
  p99Milliseconds: number
  refused: number
}

/** Decisions on one hot key, nothing around them. Each store by itself, and with units lent ahead as the server does it. */
export async function measureLimits(world: World, { rounds, seconds }: LimitsPlan): Promise<Finding> {
  const valkey = needsValkey.skip ? null : await startValkey()
  try {
    const stores: [string, LendingStore][] = [['PostgreSQL', postgresStore(world)]]
    if (valkey) stores.push(['Valkey', valkeyStore(await valkey.open())])
    const samples: LimitsSample[] = []
    for (let round = -1; round < rounds; round++)
      for (const [name, store] of round % 2 === 0 ? stores : stores.toReversed())
        for (const lease of [0, 10_000]) {
          const key = `${name} ${lease} ${round}`
          const limiter = limiterOf(world, store)
          // The first round warms up.
          const measured = await decisions(limiter, hot(lease), key, round < 0 ? 0.3 : seconds)
          if (round >= 0) samples.push({ ...measured, store: lease > 0 ? `${name}, lent ahead` : name })
        }
    return findingOf(samples)
  } finally {
    await valkey?.close()
  }
}

const limiterOf = (world: World, store: LendingStore): Limiter =>
  createLimiter(world, { store: withLeases(world, store), identity: identityKey(Buffer.alloc(32, 1)) })

/** The highest that there can be: it is not to be used up. */
const hot = (lease: number): Policy =>
  definePolicy({
    kind: 'rate',
    name: 'hot',
    countsBy: 'key',
    limit: 10_000,
    periodSeconds: 1,
    burst: 1_000_000,
    lease,
  })

async function decisions(
  limiter: Limiter,
  policy: Policy,
  key: string,
  seconds: number,
): Promise<Omit<LimitsSample, 'store'>> {
  const milliseconds: number[] = []
  let refused = 0
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  const deciding = async () => {
    for (let at = performance.now(); at < endsAt;) {
      const { allowed, isDegraded } = await limiter.decide([{ policy, key }])
      if (!allowed || isDegraded) refused += 1
      const now = performance.now()
      milliseconds.push(now - at)
      at = now
    }
  }
  await Promise.all(Array.from({ length: deciders }, deciding))
  const took = (performance.now() - startedAt) / 1000
  milliseconds.sort((a, b) => a - b)
  return {
    perSecond: milliseconds.length / took,
    p50Milliseconds: quantile(milliseconds, 0.5),
    p99Milliseconds: quantile(milliseconds, 0.99),
    refused,
  }
}

const wantedPerSecond = 20_000

function findingOf(samples: readonly LimitsSample[]): Finding {
  const stores = [...new Set(samples.map(({ store }) => store))].toSorted()
  const middle = (store: string, figure: (sample: LimitsSample) => number) =>
    median(samples.filter((sample) => sample.store === store).map(figure))
  const line = (store: string) =>
    `${store}: ${middle(store, ({ perSecond }) => perSecond).toFixed(0)} decisions/s, p50 ${middle(store, (sample) => sample.p50Milliseconds).toFixed(2)} ms, p99 ${middle(store, (sample) => sample.p99Milliseconds).toFixed(2)} ms`
  const inPostgres = middle('PostgreSQL', ({ perSecond }) => perSecond)
  const refused = samples.reduce((all, sample) => all + sample.refused, 0)
  return {
    title: `limits: one hot key, ${deciders} at once, one process${needsValkey.skip ? `; Valkey ${needsValkey.skip}` : ''}`,
    figures: { deciders, samples },
    lines: stores.map(line),
    wanted: [
      {
        text: `limits: ${inPostgres.toFixed(0)} decisions/s on one key, counted in PostgreSQL (wanted: at least ${wantedPerSecond}); ${refused} refused or by the reduced limit (wanted: none)`,
        isReached: inPostgres >= wantedPerSecond && refused === 0,
      },
    ],
  }
}
