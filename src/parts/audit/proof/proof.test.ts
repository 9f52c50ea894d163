import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import pg from 'pg'
import { linked } from '../../../../tests/support/linked.ts'
import { superUrlOf } from '../../../../tests/support/backups.ts'
import { alice } from '../../../../tests/support/cast.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { record } from '../log/record.ts'
import { checkpointOf, notesIn } from './checkpoints.ts'
import { evidenceOf } from './evidence.ts'
import { blockHash, leafOf, leafOfBlock, Tree } from './format.ts'
import { blocksAfter, headOf } from './store.ts'
import { beginning } from './reached.ts'
import { verify } from './verify.ts'

/** A log of four blocks: five entries, then one in each. */
async function aLog() {
  const world = await testWorld()
  const owner = await alice(world)
  const act = (detail: string) =>
    transaction(as(world, { role: 'app', accountId: owner.accountId }), (world) =>
      record(world, {
        action: 'key.created',
        accountId: owner.accountId,
        actor: { kind: 'job', id: 'tëst' },
        detail: { detail },
      }),
    )
  for (let index = 0; index < 5; index++) await act(String(index))
  await linked(world)
  for (const each of ['a', 'b', 'c']) {
    await act(each)
    await linked(world)
  }
  return { world, act, jobs: as(world, { role: 'jobs' }) }
}

/** What only who owns the whole database server can do. */
async function tamper(world: TestWorld, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await superUrlOf(world) })
  await client.connect()
  try {
    await client.query("set session_replication_role = 'replica'")
    const { rowCount } = await client.query(statement)
    assert.ok(rowCount! > 0, statement)
  } finally {
    await client.end()
  }
}

const codesOf = async (world: TestWorld, notes = [] as Parameters<typeof verify>[1] & object) => {
  const { problems } = await verify(evidenceOf(world), notes)
  return [...new Set(problems.map(({ code }) => code))]
}

test('the database and the verifier hash entries, blocks and the tree over them alike', async () => {
  const { world, jobs } = await aLog()

  const blocks = await blocksAfter(jobs, 0n, 100)
  const log = new Tree()
  for await (const block of evidenceOf(world).blocks(0n)) {
    const tree = new Tree()
    for await (const entry of evidenceOf(world).entries(block.epoch, block.xidFrom))
      if (BigInt(entry.xid) < block.xidTo) tree.push(leafOf(entry))
    assert.deepEqual([tree.root, blockHash(block)], [block.root, block.hash])
    log.push(leafOfBlock(block.hash))
  }

  const head = await headOf(jobs)
  assert.ok(blocks.length >= 4)
  assert.deepEqual([head.edge, head.hash, head.oldestUnlinkedAt], [log.edge, blocks.at(-1)!.hash, null])
})

test('a log that nobody touched proves whole, and what is newer than its last block is pending', async () => {
  const { world, act } = await aLog()
  await act('not bound yet')

  const proof = await verify(evidenceOf(world))

  assert.deepEqual([proof.ok, proof.problems, proof.pending], [true, [], 1])
  assert.equal(proof.checked.entries >= 8, true)
})

test('a proof goes on where the last one ended, and ends where a whole one does', async () => {
  const { world, act } = await aLog()
  const before = await verify(evidenceOf(world))
  await act('later')
  await linked(world)

  const on = await verify(evidenceOf(world), { from: before.reached })
  const whole = await verify(evidenceOf(world))

  assert.deepEqual([on.ok, on.checked.blocks], [true, 1])
  assert.deepEqual(on.reached, whole.reached)
})

describe('a log in which somebody with all rights', () => {
  const newest = 'select id from audit_entry order by xid desc, id desc limit 1'
  const tamperings = [
    ['altered an entry', `update audit_entry set actor = 'nobody' where id = (${newest})`, 'ENTRY_ALTERED'],
    ['removed an entry', `delete from audit_entry where id = (${newest})`, 'ENTRY_REMOVED'],
    [
      'put an entry among those that are bound',
      `insert into audit_entry select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).* from audit_entry e where id = (${newest})`,
      'ENTRY_ADDED',
    ],
    [
      'exchanged two entries',
      `update audit_entry e set xid = case e.detail when '{"detail":"a"}' then o.b else o.a end from (select min(xid::text::bigint)::text::xid8 a, max(xid::text::bigint)::text::xid8 b from audit_entry where detail in ('{"detail":"a"}', '{"detail":"b"}')) o where e.detail in ('{"detail":"a"}', '{"detail":"b"}')`,
      'ENTRY_ALTERED',
    ],
    ['altered a block', `update audit_block set count = count + 1 where no = 2`, 'BLOCK_ALTERED'],
    ['removed a block', `delete from audit_block where no = 2`, 'BLOCK_MISSING'],
  ] as const
  for (const [what, statement, code] of tamperings) {
    test(`${what} does not prove`, async () => {
      const { world } = await aLog()
      await tamper(world, statement)

      assert.ok((await codesOf(world)).includes(code))
    })
  }

  const cutTail = async (world: TestWorld) => {
    await tamper(
      world,
      `delete from audit_entry where xid >= (select xid_from from audit_block order by no desc limit 1)`,
    )
    await tamper(world, 'delete from audit_block where no = (select max(no) from audit_block)')
    await tamper(
      world,
      'update audit_head set (no, seq, hash, next_xid) = (select no, first_seq + count - 1, hash, xid_to from audit_block order by no desc limit 1)',
    )
  }

  test('cut off its end proves only against a checkpoint that was kept outside', async () => {
    const { world } = await aLog()
    const { note } = await checkpointOf(world)
    await cutTail(world)

    assert.deepEqual(await codesOf(world), [])
    assert.deepEqual(await codesOf(world, { notes: [note] }), ['TRUNCATED'])
  })

  test('wrote all of it anew is found by the checkpoint', async () => {
    const { world, act } = await aLog()
    const { note } = await checkpointOf(world)
    await cutTail(world)
    await tamper(world, 'update audit_head set edge = edge[1:0] || edge[1:0] where true')
    await act('another end')
    await linked(world)

    const codes = await codesOf(world, { notes: [note] })

    assert.ok(codes.includes('CHECKPOINT_DIFFERS'), codes.join())
  })
})

test('a checkpoint opens under its own key alone, and not when a letter of it was changed', async () => {
  const { world } = await aLog()
  const { text, publicKey, note } = await checkpointOf(world)
  const other = (await checkpointOf((await aLog()).world)).publicKey

  assert.deepEqual(notesIn(text + text, [publicKey]).notes, [note, note])
  assert.deepEqual(notesIn(text, [other]), { notes: [], unknown: 1 })
  assert.deepEqual(notesIn(text.replace(/entries (\d)/, 'entries 9$1'), [publicKey]), {
    notes: [],
    unknown: 1,
  })
})

test('a proof that starts behind a place that was never reached is no proof', async () => {
  const { world } = await aLog()

  const proof = await verify(evidenceOf(world), { from: { ...beginning, hash: Buffer.alloc(32, 1) } })

  assert.equal(proof.ok, false)
})
