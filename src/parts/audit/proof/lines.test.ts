import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { linked } from '../../../../tests/support/linked.ts'
import { alice } from '../../../../tests/support/cast.ts'
import { testWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { record } from '../log/record.ts'
import { checkpointOf, notesIn } from './checkpoints.ts'
import { evidenceOf } from './evidence.ts'
import { excerptLines, excerptOf, verifyExcerpt } from './excerpt.ts'
import { exportedEvidence, linesOf } from './export.ts'
import { verify } from './verify.ts'

type Members = Record<string, unknown>
type Change = (lines: readonly string[]) => string[]

let log: string[]
let excerpt: string[]
let publicKey: string

/** A log of three entries about one key, and an excerpt of them. */
before(async () => {
  const world = await testWorld()
  const { accountId } = await alice(world)
  const happening = {
    action: 'key.created',
    accountId,
    actor: { kind: 'job' as const, id: 'maker' },
    object: { kind: 'key', id: '01890a5d-0000-7000-8000-000000000001' },
    detail: { name: 'two\u2028lines' },
  }
  await transaction(as(world, { role: 'app', accountId }), async (world) => {
    for (let index = 0; index < 3; index++) await record(world, happening)
  })
  await linked(world)
  const checkpoint = await checkpointOf(world)
  publicKey = checkpoint.publicKey
  const head = {
    type: 'excerpt' as const,
    format: 1 as const,
    checkpoint: checkpoint.text,
    publicKey,
    about: 'actor maker',
    exportedAt: '2026-01-01T00:00:00Z',
  }
  const found = await excerptOf(evidenceOf(world), checkpoint.note.size, ({ actor }) => actor === 'maker')
  excerpt = [...excerptLines(head, found)]
  log = []
  for await (const line of linesOf(evidenceOf(world))) log.push(line)
})

async function* inTurn(lines: readonly string[]) {
  yield* lines
}

const provesLog = async (lines: readonly string[]) => (await verify(exportedEvidence(() => inTurn(lines)))).ok
const provesExcerpt = async (lines: readonly string[]) => (await verifyExcerpt(inTurn(lines), [publicKey])).ok

const isEntry = (line: string) => line.includes('"actor":"maker"')
const entryIn = (lines: readonly string[]): Members => JSON.parse(lines.find(isEntry)!) as Members

/** Of the entries about the key the last one is changed: what is hashed before it lies where its own bytes go. */
const lastEntry =
  (change: (entry: Members) => Members): Change =>
  (lines) => [...lines.slice(0, -1), JSON.stringify(change(JSON.parse(lines.at(-1)!) as Members))]

const elsewhere = '01890a5d-ffff-7000-8000-000000000001'

const changes: Record<string, Change> = {
  'an id that is longer than what is hashed of it': lastEntry((entry) => ({
    ...entry,
    object: `${String(entry.object)}, and ${elsewhere}`,
  })),
  'an id that is no hex, behind an entry that left its own in the same place': lastEntry((entry) => ({
    ...entry,
    object: ` ${elsewhere}`,
  })),
  'a number of which a part is hashed': lastEntry((entry) => ({ ...entry, n: 1.9 })),
  'a field of another type': lastEntry((entry) => ({ ...entry, actorKind: 7 })),
  'a number larger than any': lastEntry((entry) => ({ ...entry, atMicroseconds: '9'.repeat(100_000) })),
  'a member that nobody bound': lastEntry((entry) => ({ ...entry, approvedBy: 'the board' })),
  'a line of another kind': (lines) => [...lines, '{"type":"remark","action":"token.read"}'],
  'a line that only other readers take for an entry': (lines) => [
    ...lines,
    ` ${JSON.stringify({ ...entryIn(lines), action: 'token.read' })}`,
  ],
}

test('both prove as they were written, whatever stands in them', async () => {
  assert.deepEqual([await provesLog(log), await provesExcerpt(excerpt)], [true, true])
})

describe('neither a log nor an excerpt proves with', () => {
  for (const [what, change] of Object.entries(changes))
    test(what, async () => {
      assert.deepEqual([await provesLog(change(log)), await provesExcerpt(change(excerpt))], [false, false])
    })
})

describe('an excerpt does not prove with', () => {
  const further: Record<string, Change> = {
    'an entry before all blocks': (lines) =>
      lines.toSpliced(1, 0, JSON.stringify({ ...entryIn(lines), action: 'token.read' })),
    'an entry that stands there twice': (lines) => [...lines, lines.at(-1)!],
    'a block that stands there twice': (lines) => [...lines, lines[1]!],
    'an entry of another transaction': lastEntry((entry) => ({ ...entry, xid: '9000000000000000000' })),
    'a second head': (lines) => [...lines, lines[0]!],
  }
  for (const [what, change] of Object.entries(further))
    test(what, async () => {
      assert.equal(await provesExcerpt(change(excerpt)), false)
    })
})

describe('a log does not prove with', () => {
  const horizon = (members: Members) =>
    JSON.stringify({
      type: 'horizon',
      epoch: 1,
      xidTo: '0',
      no: '0',
      seq: '0',
      hash: 'A'.repeat(43) + '=',
      edge: [],
      ...members,
    })
  const further: Record<string, Change> = {
    'a horizon without its edge': (lines) => [horizon({ no: '5' }), ...lines],
    'a horizon below all': (lines) => [horizon({ no: '-1' }), ...lines],
    'a horizon behind its blocks': (lines) => [...lines, horizon({})],
    'nothing that is of a log': () => ['hello'],
  }
  for (const [what, change] of Object.entries(further))
    test(what, async () => {
      assert.equal(await provesLog(change(log)), false)
    })
})

test('of a file full of what is no excerpt no more than the first hundred lines are told', async () => {
  const { problems } = await verifyExcerpt(inTurn(Array<string>(1_000).fill('{}')), [publicKey])

  assert.equal(problems.length, 100)
})

test('a file of checkpoints that is one long line is seen to hold none', { timeout: 20_000 }, () => {
  const { notes, unknown } = notesIn('a'.repeat(2_000_000), [publicKey])

  assert.deepEqual([notes, unknown], [[], 1])
})
