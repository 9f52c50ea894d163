import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { alice, aConnection, logOf } from '../../../../tests/support/cast.ts'
import { answered, gate, lost } from '../../../../tests/support/net.ts'
import {
  attempts,
  journalled,
  shown,
  stopAt,
  withBreakableDatabase,
} from '../../../../tests/support/processes.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { faults } from '../../../kit/fault.ts'
import type { Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { auditFaults } from '../../audit/log/faults.ts'
import { disconnect } from './disconnect.ts'
import { freshToken } from './fresh-token.ts'
import { refresh } from './refresh.ts'
import { startTokens } from './start.ts'

const tokenAddress = 'POST https://fitbit.test/oauth2/token'
const revokeAddress = 'POST https://fitbit.test/oauth2/revoke'
const environment = {
  FITBIT_BASE_URL: 'https://fitbit.test',
  FITBIT_CLIENT_ID: 'f',
  FITBIT_CLIENT_SECRET: 'f',
}
const granted = {
  token_type: 'Bearer',
  access_token: 'new-access',
  refresh_token: 'refresh-2',
  expires_in: 7200,
}

async function due(expiresInSeconds = -1) {
  const world = await testWorld({ environment })
  const owner = await alice(world)
  const asked = world.net.answers(tokenAddress, granted)
  const revoked = world.net.answers(revokeAddress, {})
  const { id, subjectId } = await aConnection(world, owner, { provider: 'fitbit', expiresInSeconds })
  return { world, owner, id, subjectId, asked, revoked }
}

const force = (world: World, owner: Caller, id: string) =>
  refresh(world, { accountId: owner.accountId, connectionId: id, minValidSeconds: 0, urgency: 'forced' })
const read = async (world: World, owner: Caller, id: string) =>
  (await freshToken(world, owner, id, { minValidSeconds: 300, requestId: 'test' })).accessToken
const spilled = (world: TestWorld): Promise<string[]> => world.files!.list('spill')

/** A process that got its answer when the database had gone, wrote the file, and died there. */
async function diesWithSpill(world: TestWorld, owner: Caller, id: string): Promise<void> {
  const breakable = withBreakableDatabase(world)
  world.atPoint('save.sealed', () => void (breakable.isAway = true))
  const written = stopAt(world, 'spill.written')
  void force(breakable.world, owner, id)
  await written.reached
}

test('an answer that comes while the database is away is written to a file and saved when it is back', async () => {
  const { world, owner, id } = await due()
  const breakable = withBreakableDatabase(world)
  world.atPoint('save.sealed', () => void (breakable.isAway = true))
  const written = stopAt(world, 'spill.written')
  const flight = force(breakable.world, owner, id)
  await written.reached
  const files = await spilled(world)

  breakable.isAway = false
  written.goOn()

  assert.equal((await flight).kind, 'refreshed')
  assert.deepEqual(files, [`${id}-2.json`])
  assert.deepEqual(await spilled(world), [])
  assert.equal(await read(world, owner, id), 'new-access')
})

test('the file holds the sealed record alone, for its owner’s eyes alone', async () => {
  const { world, owner, id } = await due()

  await diesWithSpill(world, owner, id)

  const [name] = await spilled(world)
  const path = join(world.files!.folder, 'spill', name!)
  const text = Buffer.from((await world.files!.read(`spill/${name!}`))!).toString()
  assert.deepEqual(
    [(await stat(path)).mode & 0o777, (await stat(join(path, '..'))).mode & 0o777],
    [0o600, 0o700],
  )
  assert.equal(/new-access|refresh-[12]/.test(text), false)
})

test('a process claims nothing while an answer of its own waits to be saved', async () => {
  const { world, owner, id, asked } = await due()
  const second = await aConnection(world, owner, {
    provider: 'fitbit',
    expiresInSeconds: -1,
    providerSubject: 'b',
  })
  const breakable = withBreakableDatabase(world)
  world.atPoint('save.sealed', () => void (breakable.isAway = true))
  const written = stopAt(world, 'spill.written')
  const first = force(breakable.world, owner, id)
  await written.reached
  breakable.isAway = false

  const next = force(breakable.world, owner, second.id)
  const callsMeanwhile = asked.calls.length
  written.goOn()

  assert.deepEqual([(await first).kind, (await next).kind], ['refreshed', 'refreshed'])
  assert.equal(callsMeanwhile, 1)
})

test('what a dead process left in its spill is saved at the next start, before anything is claimed', async () => {
  const { world, owner, id, asked } = await due()
  await diesWithSpill(world, owner, id)
  const successor = await testWorld({ environment, beside: world })

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  assert.deepEqual(await spilled(world), [])
  assert.deepEqual(await attempts(world, owner, id), ['answered'])
  assert.equal(await read(successor, owner, id), 'new-access')
  assert.equal(asked.calls.length, 1)
})

test('a file that was saved already changes nothing at the next start', async () => {
  const { world, owner, id } = await due()
  await diesWithSpill(world, owner, id)
  const [name] = await spilled(world)
  const record = (await world.files!.read(`spill/${name!}`))!
  const successor = await testWorld({ environment, beside: world })
  await startTokens({ ...successor, files: world.files })
  await successor.settled()
  const once = await shown(world, owner, id)
  await world.files!.write(`spill/${name!}`, record)

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  assert.deepEqual(await shown(world, owner, id), once)
  assert.deepEqual(await journalled(world, owner, id), [1, 2])
})

test('a spilled answer whose connection has ended meanwhile is revoked and told, not stored', async () => {
  const { world, owner, id, revoked } = await due()
  await diesWithSpill(world, owner, id)
  const successor = await testWorld({ environment, beside: world })
  await successor.sql.as({ role: 'app', accountId: owner.accountId })`
    update refresh_attempt set deadline = deadline - interval '71 seconds' where connection_id = ${id}`
  await disconnect(successor, owner, id)

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  assert.deepEqual(
    revoked.calls.map(({ form }) => form.get('token')),
    ['refresh-1', 'refresh-2'],
  )
  assert.deepEqual(await spilled(world), [])
  assert.deepEqual(await journalled(world, owner, id), [])
  const told = (await logOf(world, owner, id)).find(({ action }) => action === 'token.late_revoked')
  assert.match(told?.detail ?? '', /spill/)
})

test('one that the provider does not take back at once is presented again, and the file stays until it did', async () => {
  const { world, owner, id } = await due()
  await diesWithSpill(world, owner, id)
  const successor = await testWorld({ environment, beside: world })
  await successor.sql.as({
    role: 'app',
    accountId: owner.accountId,
  })`delete from connections where id = ${id}`
  const answers = [lost, answered(503, ''), {}]
  const left: number[] = []
  const revoked = world.net.answers(revokeAddress, async () => {
    left.push((await spilled(world)).length)
    return answers.shift()!
  })

  await startTokens({ ...successor, files: world.files, wait: async () => undefined })
  await successor.settled()

  assert.deepEqual(
    revoked.calls.map(({ form }) => form.get('token')),
    ['refresh-2', 'refresh-2', 'refresh-2'],
  )
  assert.deepEqual([left, await spilled(world)], [[1, 1, 1], []])
})

test('a spilled answer whose user was erased meanwhile opens nowhere: it is dropped and told', async () => {
  const { world, owner, id, subjectId, revoked } = await due()
  await diesWithSpill(world, owner, id)
  const successor = await testWorld({ environment, beside: world })
  const sql = successor.sql.as({ role: 'app', accountId: owner.accountId })
  await sql`delete from connections where id = ${id}`
  await sql`delete from subject_salt where subject_id = ${subjectId}`

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  assert.deepEqual([await spilled(world), revoked.calls.length], [[], 0])
  const actions = (await logOf(world, owner, id)).map(({ action }) => action)
  assert.ok(actions.includes('secret.refused') && actions.includes('token.late_dropped'))
})

test('a record that somebody changed is not stored', async () => {
  const { world, owner, id } = await due()
  await diesWithSpill(world, owner, id)
  const [name] = await spilled(world)
  const record = JSON.parse(Buffer.from((await world.files!.read(`spill/${name!}`))!).toString()) as Record<
    string,
    unknown
  >
  await world.files!.write(`spill/${name!}`, Buffer.from(JSON.stringify({ ...record, generation: 9 })))
  const successor = await testWorld({ environment, beside: world })

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  // Generation 3 is the refresh that the start makes for its predecessor.
  assert.deepEqual(await journalled(world, owner, id), [1, 3])
  assert.deepEqual(await spilled(world), [])
})

test('a file that is no record keeps nobody from starting, and no other record from being saved', async () => {
  const { world, owner, id } = await due()
  await diesWithSpill(world, owner, id)
  await world.files!.write('spill/0-torn.json', Buffer.from('{"generation":'))
  const successor = await testWorld({ environment, beside: world })

  await startTokens({ ...successor, files: world.files })
  await successor.settled()

  assert.deepEqual(await spilled(world), ['0-torn.json'])
  assert.equal(await read(successor, owner, id), 'new-access')
})

for (const [words, error] of [
  ['the log cannot be written', auditFaults.AUDIT_UNAVAILABLE()],
  ['the database goes down', faults.DATABASE_UNAVAILABLE()],
] as const) {
  test(`no answer is lost when ${words} in the middle of saving it`, async () => {
    const { world, owner, id } = await due()
    world.atPoint('save.journalled', () => {
      throw error
    })

    const result = await force(world, owner, id)

    assert.equal(result.kind, 'refreshed')
    assert.equal(await read(world, owner, id), 'new-access')
  })
}

test('an answer that neither the database nor a full home takes waits in memory and is saved when one is back', async () => {
  const { world, owner, id } = await due()
  const breakable = withBreakableDatabase(world)
  world.atPoint('save.sealed', () => void (breakable.isAway = true))
  const refused = gate()
  const files = {
    ...world.files!,
    write: () => (refused.open(), Promise.reject(new Error('ENOSPC: no space left on device'))),
  }
  const flight = force({ ...breakable.world, files }, owner, id)
  await refused.promise

  breakable.isAway = false

  assert.equal((await flight).kind, 'refreshed')
  assert.equal(await read(world, owner, id), 'new-access')
})

test('an answer that cannot be saved for a reason that time does not mend stays in the spill', async () => {
  const { world, owner, id } = await due()
  world.atPoint('save.journalled', () => {
    throw new TypeError('a mistake of ours')
  })

  await assert.rejects(force(world, owner, id), /a mistake of ours/)

  assert.deepEqual(await spilled(world), [`${id}-2.json`])
})

test('the attempts of a dead predecessor on this home are resolved at the next start, without waiting', async () => {
  const { world, owner, id, asked } = await due()
  const stopped = stopAt(world, 'claim.committed')
  void force(world, owner, id)
  await stopped.reached
  const successor = await testWorld({ environment, beside: world })

  await startTokens({ ...successor, files: world.files })
  await successor.settled()
  await successor.settled()

  assert.deepEqual(await attempts(world, owner, id), ['unknown', 'answered'])
  assert.equal(await read(successor, owner, id), 'new-access')
  assert.equal(asked.calls.length, 1)
  const told = (await logOf(world, owner, id)).find(({ action }) => action === 'token.refresh_unknown')
  assert.equal(told?.detail, '{"code":"owner_died","generation":2}')
})

test('the attempts of another home’s process are left alone', async () => {
  const { world, owner, id } = await due()
  const stopped = stopAt(world, 'claim.committed')
  void force(world, owner, id)
  await stopped.reached
  const other = await testWorld({ environment, beside: world })

  await startTokens(other)
  await other.settled()

  assert.deepEqual(await attempts(world, owner, id), ['sent'])
})

test('a start that dies before it has resolved its predecessor’s attempts leaves them to the next', async () => {
  const { world, owner, id } = await due()
  const stopped = stopAt(world, 'claim.committed')
  void force(world, owner, id)
  await stopped.reached
  const second = withBreakableDatabase(await testWorld({ environment, beside: world }))
  second.isAway = true
  await assert.rejects(startTokens({ ...second.world, files: world.files }), { code: 'DATABASE_UNAVAILABLE' })
  const third = await testWorld({ environment, beside: world })

  await startTokens({ ...third, files: world.files })
  await third.settled()

  assert.deepEqual(await attempts(world, owner, id), ['unknown', 'answered'])
})

test('a reader that waits for a save is answered the moment it is done', async () => {
  const { world, owner, id, asked } = await due()
  const other = await testWorld({ environment, beside: world })
  const breakable = withBreakableDatabase(world)
  const sealed = gate()
  world.atPoint('save.sealed', () => {
    breakable.isAway = true
    sealed.open()
  })
  const flight = force(breakable.world, owner, id)
  await sealed.promise

  const waiting = read(other, owner, id)
  breakable.isAway = false

  assert.deepEqual([await waiting, (await flight).kind, asked.calls.length], ['new-access', 'refreshed', 1])
})
