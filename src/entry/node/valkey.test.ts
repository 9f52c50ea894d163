import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { inspect } from 'node:util'
import { needsValkey, startValkey, type TestValkeyOptions } from '../../../tests/support/valkey.ts'
import { type Valkey, type ValkeyAddress, ValkeyTrouble } from '../../kit/valkey.ts'
import { daysAfter } from '../../kit/duration.ts'
import { makeCertificate } from '../cli/doctor/certificate.fixture.ts'
import { openValkey, pauseMilliseconds } from './valkey.ts'

const nowhere: ValkeyAddress = {
  host: '127.0.0.1',
  port: 1,
  username: null,
  password: null,
  database: 0,
  isEncrypted: false,
}

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function aServer(options: TestValkeyOptions = {}) {
  const server = await startValkey(options)
  closing.push(server.close)
  return server
}

function opened(address: ValkeyAddress): Valkey {
  const { valkey, close } = openValkey(address)
  closing.push(close)
  return valkey
}

const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof ValkeyTrouble ? error.code : `not told by us: ${String(error)}`),
  )

/** What fails at once lets nothing else happen in between. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Asks until that is what comes of it. */
async function comesTo(valkey: Valkey, wanted: string): Promise<void> {
  while ((await codeOf(valkey.eval('return 1', [], []))) !== wanted) await turn()
}

/** Asks until it is known why there is no connection. @returns its code, `answered` when there is one */
async function causeAt(valkey: Valkey): Promise<string> {
  for (;;) {
    const failed = (error: unknown) => (error as ValkeyTrouble).cause as { code: string } | undefined
    const cause = await valkey.eval('return 1', [], []).then(() => ({ code: 'answered' }), failed)
    if (cause) return cause.code
    await turn()
  }
}

describe('a server', needsValkey, () => {
  test('runs a script over keys and values, numbered databases apart', async () => {
    const server = await aServer()
    const [valkey, other] = [await server.open(), server.opening({ database: 3 })]
    await comesTo(other, 'answered')
    const count = (one: Valkey) =>
      one.eval(`return { redis.call('INCRBY', KEYS[1], ARGV[1]), 'x', false }`, ['key'], [2])

    const answers = [await count(valkey), await count(valkey), await count(other)]

    assert.deepEqual(answers, [
      [2, 'x', null],
      [4, 'x', null],
      [2, 'x', null],
    ])
  })

  test('that breaks off is not told again what it was told, and is found again by itself', async () => {
    const server = await aServer()
    const valkey = await server.open()
    await server.freeze()
    const cut = codeOf(valkey.eval(`return redis.call('INCR', KEYS[1])`, ['count'], []))
    await server.kill()
    const code = await cut
    await server.begin()
    await comesTo(valkey, 'answered')

    const count = await server.command('GET', 'count')

    assert.deepEqual([code, count], ['GONE', null])
  })

  test('that has become a replica is left, as its name may lead to another one by now', async () => {
    const server = await aServer()
    const valkey = await server.open()
    const connection = async () =>
      /id=(\d+) .*name=keyhold /.exec(String(await server.command('CLIENT', 'LIST')))?.[1]
    const first = await connection()
    await server.command('REPLICAOF', '127.0.0.1', '1')
    const write = () => codeOf(valkey.eval(`return redis.call('SET', KEYS[1], 1)`, ['key'], []))

    const codes = new Set(await Promise.all(Array.from({ length: 20 }, write)))
    let next = await connection()
    while (next === undefined || next === first) next = await connection()

    assert.ok(codes.has('READONLY'))
    assert.notEqual(next, first)
  })

  test('that stands still is given up', async () => {
    const server = await aServer()
    const valkey = await server.open()
    await server.freeze()

    const code = await codeOf(valkey.eval('return 1', [], []))

    assert.equal(code, 'SILENT')
  })

  test('that refuses is told by its own word, and neither key, value nor password is in what is thrown', async () => {
    const server = await aServer({ password: 'the-right-password' })
    const wrong = server.opening({ password: 'a-wrong-password' })
    await comesTo(wrong, 'WRONGPASS')
    const refusal = await wrong.eval('return 1', ['the-key'], ['the-value']).catch((error: unknown) => error)
    const right = await server.open()

    const script = `redis.call('SET', KEYS[1], ARGV[1]); return redis.call('LPUSH', KEYS[1], 'x')`
    const failed = await right.eval(script, ['the-key'], ['the-value']).catch((error: unknown) => error)

    assert.deepEqual(
      [refusal, failed].map((error) => (error as ValkeyTrouble).code),
      ['WRONGPASS', 'WRONGTYPE'],
    )
    assert.doesNotMatch(inspect([refusal, failed], { depth: 9 }), /a-wrong-password|the-key|the-value/)
  })
})

describe('an encrypted server', needsValkey, () => {
  const certificateFor = (names: readonly string[]) => {
    const now = new Date()
    return makeCertificate({ names, begins: daysAfter(now, -1), ends: daysAfter(now, 1) })
  }

  test('is believed by its certificate alone', async () => {
    const certificate = certificateFor(['localhost'])
    const server = await aServer({ certificate })
    const unknown = await causeAt(server.opening())
    const system = getCACertificates()
    closing.push(() => setDefaultCACertificates(system))
    setDefaultCACertificates([...system, certificate.cert])

    const valkey = server.opening()
    await comesTo(valkey, 'answered')
    const byAnotherName = await causeAt(server.opening({ host: '127.0.0.1' }))

    assert.equal(await valkey.eval('return 1', [], []), 1)
    assert.deepEqual(
      [unknown, byAnotherName],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    )
  })
})

describe('no server', () => {
  test('fails every call at once, and says why there is none', async () => {
    const valkey = opened(nowhere)

    const code = await codeOf(valkey.eval('return 1', [], []))
    const cause = await causeAt(valkey)

    assert.deepEqual([code, cause], ['GONE', 'ECONNREFUSED'])
  })

  test('is tried with growing pauses, however many calls come meanwhile', async () => {
    let attempts = 0
    const listener = createServer((socket) => {
      attempts += 1
      if (attempts === 3) listener.emit('third')
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    closing.push(() => void listener.close())
    const valkey = opened({ ...nowhere, port: (listener.address() as AddressInfo).port })

    let calls = 0
    const isTriedThrice = once(listener, 'third').then(() => true)
    while (!(await Promise.race([isTriedThrice, turn()]))) {
      await codeOf(valkey.eval('return 1', [], []))
      calls += 1
    }

    assert.ok(calls > 100, `${calls} calls`)
  })

  test('is never tried more often than each 50 milliseconds, nor more seldom than each five seconds', () => {
    const pauses = Array.from({ length: 40 }, (_, attempt) => pauseMilliseconds(attempt + 1))

    assert.ok(pauses.every((pause) => pause >= 50 && pause <= 5000))
    assert.ok(pauses.slice(10).every((pause) => pause >= 2500))
  })
})
