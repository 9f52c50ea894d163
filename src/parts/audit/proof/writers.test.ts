// in a process of its own: it starts processes that write
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { linked } from '../../../../tests/support/linked.ts'
import { aConnection, alice, call } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { evidenceOf } from './evidence.ts'
import { link } from './link.ts'
import { blocksAfter } from './store.ts'
import { verify } from './verify.ts'

const fixture = fileURLToPath(new URL('writers.fixture.ts', import.meta.url))

function aWriter(url: string, accountId: string, writers: number, entries: number) {
  const child = spawn(process.execPath, [fixture, url, accountId, String(writers), String(entries)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => assert.equal(code, 0))
  return { child, ended, ids: () => said.split('\n').filter((line) => /^[0-9a-f-]{36}$/.test(line)) }
}

const isWriting = (child: ChildProcess): Promise<unknown> => once(child.stdout!, 'data')

test('of sixteen writers in four processes, with rollbacks and one that is stopped, each entry is in exactly one block', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const connection = await aConnection(world, owner)
  const paused = aWriter(world.databaseUrl, owner.accountId, 1, 0)
  await isWriting(paused.child)
  paused.child.kill('SIGSTOP')
  const writers = Array.from({ length: 4 }, () => aWriter(world.databaseUrl, owner.accountId, 4, 100))
  const done = Promise.all(writers.map(({ ended }) => ended)).then(() => true)

  for (let isDone = false; !isDone; isDone = await Promise.race([done, world.wait(20).then(() => false)]))
    await Promise.all([link(world, 1000), link(world, 1000)])
  const read = await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)
  await link(world, 1000)
  const before = await verify(evidenceOf(world))
  paused.child.kill('SIGCONT')
  paused.child.stdin.end()
  await paused.ended
  await linked(world)

  const proof = await verify(evidenceOf(world))
  const written = [...writers, paused].flatMap(({ ids }) => ids())
  const bound: string[] = []
  for await (const { id, actor } of evidenceOf(world).entries(1, 0n)) if (actor === 'writers') bound.push(id)
  const blocks = await blocksAfter(as(world, { role: 'jobs' }), 0n, 10_000)
  assert.equal(read.status, 200)
  assert.equal(written.length, 1601)
  assert.ok(before.ok && before.pending >= 1600, 'nothing behind one that still writes is bound')
  assert.deepEqual([proof.ok, proof.problems, proof.pending], [true, [], 0])
  assert.deepEqual(bound.sort(), written.sort())
  assert.equal(
    blocks.reduce((sum, { count }) => sum + count, 0),
    proof.checked.entries,
  )
})

test('while many write, two linkers make one chain', async () => {
  const world = await testWorld()
  const owner = await alice(world)
  const writers = Array.from({ length: 2 }, () => aWriter(world.databaseUrl, owner.accountId, 4, 100))
  const done = Promise.all(writers.map(({ ended }) => ended)).then(() => true)

  for (let isDone = false; !isDone; isDone = await Promise.race([done, world.wait(5).then(() => false)]))
    await Promise.all([link(world, 100), link(world, 100), link(world, 100)])
  await linked(world)

  const proof = await verify(evidenceOf(world))
  assert.deepEqual([proof.ok, proof.problems, proof.pending], [true, [], 0])
  assert.ok(proof.checked.blocks > 1, 'blocks were made while others wrote')
})
