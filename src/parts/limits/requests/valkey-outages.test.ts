import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import {
  needsValkey,
  startValkey,
  type TestValkey,
  type TestValkeyOptions,
} from '../../../../tests/support/valkey.ts'
import type { LogFields } from '../../../kit/log.ts'
import { waitFor, type World } from '../../../kit/world.ts'
import { definePolicy } from '../policies/policy.ts'
import { withLeases } from './leases.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { identityKey } from './store.ts'
import { valkeyStore } from './store-valkey.ts'

const identity = identityKey(Buffer.alloc(32, 1))
const policy = definePolicy({
  kind: 'rate',
  name: 'slow',
  countsBy: 'key',
  limit: 20,
  periodSeconds: 30_000_000,
})

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function aServer(options: TestValkeyOptions = {}): Promise<TestValkey> {
  const server = await startValkey(options)
  closing.push(server.close)
  return server
}

interface Watched {
  limiter: Limiter
  /** Moves the clock on. */
  advance(seconds: number): void
  /** What the operator was told: each line's level, and the code of what was behind it. */
  told: string[]
  alerts: number
}

/** A limiter in a process whose clock stands still. */
function watched(valkey: World['valkey'], timeoutMilliseconds = 30_000): Watched {
  let milliseconds = Date.now()
  const told: string[] = []
  const note = (level: string) => (_: string, fields?: LogFields) => {
    const code = (fields?.error as { code?: string } | undefined)?.code
    told.push(code === undefined ? level : `${level} ${code}`)
  }
  const world = {
    now: () => new Date(milliseconds),
    wait: waitFor,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  } as unknown as World
  const limiter = createLimiter(world, {
    store: withLeases(world, valkeyStore(valkey!)),
    identity,
    timeoutMilliseconds,
    onAway: () => (own.alerts += 1),
  })
  const own: Watched = { limiter, told, alerts: 0, advance: (seconds) => (milliseconds += seconds * 1000) }
  return own
}

const decide = ({ limiter }: Watched, key = 'k') => limiter.decide([{ policy, key }])

async function admitted(own: Watched, times: number, key = 'k'): Promise<number> {
  const decisions = await Promise.all(Array.from({ length: times }, () => decide(own, key)))
  return decisions.filter(({ allowed }) => allowed).length
}

/** Asks on, each time as if two seconds had passed, until the server is asked again. */
async function recovered(own: Watched): Promise<void> {
  while (own.limiter.isDegraded()) {
    own.advance(2)
    await decide(own, 'probe')
    await waitFor(2)
  }
}

describe('a server that', needsValkey, () => {
  test('is gone leaves each process its reduced share, is told once, and is used again when it is back', async () => {
    const server = await aServer()
    const own = watched(await server.open())
    await decide(own)
    await server.kill()

    const whileGone = await admitted(own, 30)
    own.advance(2)
    await admitted(own, 30)
    await server.begin()
    await recovered(own)
    const after = await decide(own)

    assert.deepEqual([whileGone, own.alerts, own.told], [10, 1, ['warn GONE', 'info']])
    assert.deepEqual([after.isDegraded, after.remaining], [false, 19])
  })

  test('does not answer in time is given up, for all who wait, and what it does later counts', async () => {
    const server = await aServer()
    const own = watched(await server.open(), 100)
    await decide(own)
    await server.freeze()

    const whileSilent = await admitted(own, 30)
    const atOnce = await admitted(own, 30)
    server.thaw()
    await recovered(own)
    const after = await decide(own)

    assert.deepEqual([whileSilent, atOnce, own.alerts], [10, 0, 1])
    assert.equal(after.isDegraded, false)
    assert.ok(after.remaining < 19)
  })

  test('was flushed begins anew, and is no server that is away', async () => {
    const server = await aServer()
    const own = watched(await server.open())
    await admitted(own, 15)
    await server.command('FLUSHALL')
    await server.command('SCRIPT', 'FLUSH')

    const after = await admitted(own, 30)

    assert.deepEqual([after, own.alerts], [20, 0])
  })

  test('has become a replica is away until it takes writes again', async () => {
    const server = await aServer()
    const own = watched(await server.open())
    await decide(own)
    await server.command('REPLICAOF', '127.0.0.1', '1')

    const meanwhile = await admitted(own, 30)
    await server.command('REPLICAOF', 'NO', 'ONE')
    await recovered(own)
    const after = await decide(own)

    assert.deepEqual([meanwhile, own.alerts, own.told], [10, 1, ['warn READONLY', 'info']])
    assert.equal(after.isDegraded, false)
  })

  test('is full is away until there is room', async () => {
    const server = await aServer()
    const own = watched(await server.open())
    await server.command('CONFIG', 'SET', 'maxmemory', '1')

    const meanwhile = await admitted(own, 30)
    await server.command('CONFIG', 'SET', 'maxmemory', '0')
    await recovered(own)

    assert.deepEqual([meanwhile, own.told], [10, ['warn OOM', 'info']])
  })

  test('refuses our password is away, and the word says why', async () => {
    const server = await aServer({ password: 'the-right-password' })
    const valkey = server.opening({ password: 'another-password' })
    const own = watched(valkey)
    await server.open()

    const meanwhile = await admitted(own, 30)
    while (own.told.at(-1) !== 'warn WRONGPASS') {
      own.told.length = 0
      await waitFor(5)
      const again = watched(valkey)
      await decide(again)
      own.told.push(...again.told)
    }

    assert.equal(meanwhile, 10)
  })
})
