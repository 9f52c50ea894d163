import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insideTransaction } from '../../../kit/sql.ts'
import { Fault } from '../../../kit/fault.ts'
import type { Exchange } from '../../../kit/http-client.ts'
import { type Environment, readSettings, SettingsError } from '../../../kit/settings.ts'
import type { World } from '../../../kit/world.ts'
import { answered, type Scripted, scriptedNet } from '../../../../tests/support/net.ts'
import { accountSettings } from '../settings.ts'
import { isBreachedPassword } from './breached.ts'

// SHA-1 of "password": 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8.
const inRange = '0018A45C4D1DEF81644B54AB7F969B88D65:3\r\n1E4C9B93F3F0682250B6CF8331B7EE68FD8:52256179\r\n'
const padded = '1E4C9B93F3F0682250B6CF8331B7EE68FD8:0\r\n'
const ranges = 'https://ranges.test/range'

function aWorld(environment: Environment, files: Record<string, string> = {}) {
  const said: string[] = []
  const net = scriptedNet(insideTransaction)
  const say = (words: string, fields?: object) => void said.push(words + JSON.stringify(fields))
  const world = {
    settings: readSettings({ environment, production: false, readFile: () => '' }, [accountSettings]),
    http: net.http,
    files: { read: async (name: string) => (name in files ? Buffer.from(files[name]!) : null) },
    log: { warn: say, info: say, error: say, debug: say },
  } as unknown as World
  return { world, net, said }
}

const text = (body: string): Exchange => ({
  ...(answered(200, {}) as Exchange & { kind: 'answered' }),
  body: Buffer.from(body),
})

async function asked(answer: Scripted, environment: Environment = {}) {
  const { world, net, said } = aWorld({ PASSWORD_BREACH_RANGES: ranges, ...environment })
  const service = net.answers('GET https://ranges.test/range/5BAA6', answer)
  const isBreached = await isBreachedPassword(world, 'password')
  return { isBreached, said, calls: service.calls }
}

test('B3: nobody is asked unless a place is named', async () => {
  assert.equal(await isBreachedPassword(aWorld({}).world, 'password'), false)
})

test('B3: five digits leave the house, with padding asked for, and what was published is known by the rest', async () => {
  const { isBreached, calls } = await asked(text(inRange))

  assert.ok(isBreached)
  assert.deepEqual(
    calls.map(({ url, headers, text }) => [url.href, headers, text]),
    [['https://ranges.test/range/5BAA6', { 'add-padding': 'true' }, '']],
  )
})

test('B3: the place has a second to answer', async () => {
  const { world } = aWorld({ PASSWORD_BREACH_RANGES: ranges })
  const deadlines: number[] = []
  const send: World['http']['send'] = async ({ deadlineMilliseconds }) => {
    deadlines.push(deadlineMilliseconds)
    return text(inRange)
  }

  await isBreachedPassword({ ...world, http: { ...world.http, send } }, 'password')

  assert.deepEqual(deadlines, [1000])
})

test('B3: a count of nought is padding', async () => {
  assert.equal((await asked(text(padded))).isBreached, false)
})

for (const [what, answer] of [
  ['does not answer', { kind: 'unknown', cause: new Error('time-out') }],
  ['answers an error', answered(503, {})],
] as const)
  test(`B3: a place that ${what} refuses nobody unless it is to, and no digit of the hash is logged`, async () => {
    const { isBreached, said } = await asked(answer)

    assert.equal(isBreached, false)
    assert.equal(said.length, 1)
    assert.doesNotMatch(said[0]!, /5BAA6|password"/i)
    await assert.rejects(
      asked(answer, { PASSWORD_BREACH_AWAY: 'refuse' }),
      (error) => error instanceof Fault && error.code === 'PASSWORD_BREACH_UNKNOWN',
    )
  })

test('B3: a folder of the home will do', async () => {
  const environment = { PASSWORD_BREACH_RANGES: 'ranges' }

  assert.ok(await isBreachedPassword(aWorld(environment, { 'ranges/5BAA6.txt': inRange }).world, 'password'))
  assert.equal(await isBreachedPassword(aWorld(environment, {}).world, 'password'), false)
})

for (const place of ['../ranges', '/etc', 'ftp://ranges.test', 'https://user:word@ranges.test/'])
  test(`B3: ${place} is no place to ask`, () => {
    assert.throws(() => aWorld({ PASSWORD_BREACH_RANGES: place }), SettingsError)
  })
