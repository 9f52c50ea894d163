import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { operatorKey, type Server } from './fleet.ts'
import { asSuperuser } from './tampering.ts'
import { until } from './until.ts'

type Place = Pick<Server, 'url'>

/** Writers that make one API key after the other, and the book of what the servers said to them. */
export interface Writing {
  /** Names of the keys that a server said it had made. */
  acknowledged: readonly string[]
  /** Answers that were no success, each with how often it came; 0: the connection broke. */
  refusals: ReadonlyMap<number, number>
  /** Waits until that many more keys have been acknowledged. */
  more(count: number): Promise<void>
  /** Each writer brings what it is at to its end, which needs a server that serves. */
  stop(): Promise<void>
}

export interface WritingOptions {
  /** Where to write: asked anew for each request. */
  servers(): readonly Place[]
  /** Default 6. */
  writers?: number
  /** Of the keys' names: no two writings on one database may share it. */
  name: string
}

/** A request that was not acknowledged is sent again under its `Idempotency-Key`, as a careful client does. */
export function startWriting({ servers, writers = 6, name }: WritingOptions): Writing {
  const acknowledged: string[] = []
  const refusals = new Map<number, number>()
  const state = { isStopping: false }

  async function write(key: string, turn: number): Promise<boolean> {
    const places = servers()
    const { status, isTimed } = await makeKey(places[turn % places.length]!, key)
    if (status === 201) return true
    refusals.set(status, (refusals.get(status) ?? 0) + 1)
    assert.ok(isTimed || ![409, 429, 503].includes(status), `${status} says no time to come again`)
    await pause(20)
    return false
  }

  const working = Array.from({ length: writers }, async (_, writer) => {
    for (let made = 0; !state.isStopping; made += 1) {
      const key = `${name} ${writer} ${made}`
      let turn = writer + made
      await until(`the acknowledgement of "${key}"`, () => write(key, turn++))
      acknowledged.push(key)
    }
  })
  // Told by `stop`, which a test that has failed before does not come to.
  for (const each of working) each.catch(() => undefined)
  return {
    acknowledged,
    refusals,
    async more(count) {
      const wanted = acknowledged.length + count
      await until(`${count} more acknowledgements`, () => acknowledged.length >= wanted)
    },
    async stop() {
      state.isStopping = true
      await Promise.all(working)
    },
  }
}

/** @returns status 0 when there was no answer, and whether it says when to come again */
async function makeKey({ url }: Place, name: string): Promise<{ status: number; isTimed: boolean }> {
  try {
    const response = await fetch(`${url}/api/keys`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${operatorKey}`,
        'content-type': 'application/json',
        'idempotency-key': name.replaceAll(' ', '-'),
      },
      body: JSON.stringify({ name }),
      signal: AbortSignal.timeout(20_000),
    })
    await response.arrayBuffer()
    return { status: response.status, isTimed: response.headers.has('retry-after') }
  } catch {
    return { status: 0, isTimed: false } // cut off: it may have been made or not
  }
}

/** Every acknowledged key is there, once: none was lost, and none that was sent again was made twice. */
export async function assertAllThere(superUrl: string, { acknowledged }: Writing): Promise<void> {
  const rows = await asSuperuser<{ name: string; count: number }>(
    superUrl,
    'select name, count(*)::int as count from api_keys where name = any ($1) group by name',
    [acknowledged],
  )
  const counts = new Map(rows.map(({ name, count }) => [name, count]))
  const wrong = acknowledged.filter((name) => counts.get(name) !== 1)
  assert.deepEqual(
    wrong.map((name) => `${name}: ${counts.get(name) ?? 0}`),
    [],
  )
  assert.ok(acknowledged.length > 0)
}

/** Whatever went wrong was told as what passes, with a time to come again; a connection may have broken. */
export function assertOnlyPassing({ refusals }: Writing): void {
  const others = [...refusals.keys()].filter((status) => ![0, 409, 503].includes(status))
  assert.deepEqual(others, [], JSON.stringify([...refusals]))
}
