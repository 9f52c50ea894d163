import { z } from 'zod'
import { textOfEvent } from '../../../kit/event.ts'
import { cursorQuery, limitQuery, moment, pageOf, placeOf } from '../../../kit/listing.ts'
import { type Asked, byRule, type Caller, json, noAudit, operator, route } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { keyedHashes } from '../../vault/index.ts'
import { record } from '../log/record.ts'
import { searchEntries } from '../log/search.ts'
import { shownSink, sinkShape } from '../sink/shown.ts'
import { checkpointOf } from './checkpoints.ts'
import { prove, provingOf } from './proving.ts'
import { headOf, readsOfToken } from './store.ts'

const looks = noAudit('shows the log itself')

const shownProof = z.object({
  ok: z.boolean(),
  checked: z.object({ blocks: z.number(), entries: z.number(), checkpoints: z.number() }),
  pending: z.number(),
  problemCount: z.number(),
  problems: z.array(z.object({ code: z.string(), block: z.string().nullable(), text: z.string() })),
})

const status = route({
  method: 'GET',
  path: '/api/audit/status',
  summary:
    'How far the audit log is bound, its newest signed checkpoint, and its last proof in this process.',
  who: operator,
  audit: looks,
  output: {
    kind: 'schema',
    schema: z.object({
      epoch: z.number(),
      blocks: z.string(),
      entries: z.string(),
      oldestUnboundAt: moment.nullable(),
      publicKey: z.string(),
      checkpoint: z.string(),
      running: z.object({ entries: z.number() }).nullable(),
      lastProof: shownProof.extend({ at: moment, isFull: z.boolean() }).nullable(),
      sink: sinkShape.nullable(),
    }),
  },
  async handle({ world }) {
    const jobs = as(world, { role: 'jobs' })
    const [head, checkpoint, sink] = await Promise.all([headOf(jobs), checkpointOf(world), shownSink(jobs)])
    const { running, last } = provingOf(world)
    return {
      epoch: head.epoch,
      blocks: head.no,
      entries: head.seq,
      oldestUnboundAt: head.oldestUnlinkedAt,
      publicKey: checkpoint.publicKey,
      checkpoint: checkpoint.text,
      running,
      lastProof: last && { ...last.proof, at: last.at, isFull: last.isFull },
      sink,
    }
  },
})

const verifyRoute = route({
  method: 'POST',
  path: '/api/audit/verify',
  summary:
    'Proves the audit log: what came since the last proof, or all of it. `GET /api/audit/status` shows how far it is.',
  who: operator,
  audit: byRule('audit.verified'),
  body: json(z.object({ full: z.boolean().default(false) })),
  output: { kind: 'schema', schema: shownProof },
  async handle({ world, caller, body, request }) {
    await say(world, caller, request, 'audit.verified')
    return prove(world, body.full)
  },
})

const entryShape = z.object({
  id: z.string(),
  at: moment,
  actorKind: z.string(),
  actor: z.string().nullable(),
  action: z.string(),
  objectKind: z.string().nullable(),
  object: z.string().nullable(),
  outcome: z.string(),
  n: z.number(),
  requestId: z.string().nullable(),
  detail: z.string().nullable(),
})

const entries = route({
  method: 'GET',
  path: '/api/audit/entries',
  summary: "The account's entries of the audit log, newest first.",
  who: operator,
  audit: looks,
  input: z.object({
    action: z.string().max(100).optional(),
    outcome: z.enum(['ok', 'refused', 'failed']).optional(),
    actor: z.string().max(200).optional(),
    object: z.uuid().optional(),
    limit: limitQuery,
    cursor: cursorQuery,
  }),
  output: {
    kind: 'schema',
    schema: z.object({
      entries: z.array(entryShape.extend({ text: z.string() })),
      nextCursor: z.string().nullable(),
    }),
  },
  async handle({ world, caller, input }) {
    const account = as(world, { role: 'app', accountId: caller.accountId })
    const found = await searchEntries(account, input, placeOf(input.cursor), input.limit + 1)
    const { rows, nextCursor } = pageOf(found, input.limit, (row) => row)
    return { entries: rows.map((row) => ({ ...row, text: textOfEvent(row.action) })), nextCursor }
  },
})

const find = route({
  method: 'GET',
  path: '/api/audit/reads',
  summary:
    'Who was given a token, of which only the SHA-256 is known: for a token that was found where it does not belong.',
  who: operator,
  audit: byRule('audit.searched'),
  input: z.object({ tokenHash: z.string().regex(/^[0-9a-f]{64}$/, 'wants the SHA-256 of the token in hex') }),
  output: {
    kind: 'schema',
    schema: z.object({
      reads: z.array(
        entryShape.pick({
          id: true,
          at: true,
          actorKind: true,
          actor: true,
          object: true,
          n: true,
          requestId: true,
        }),
      ),
    }),
  },
  async handle({ world, caller, input, request }) {
    await say(world, caller, request, 'audit.searched')
    return { reads: await readsOfToken(as(world, { role: 'jobs' }), fingerprintsOf(world, input.tokenHash)) }
  },
})

/** The log says of itself who looked into it. */
const say = (world: World, caller: Caller, asked: Asked, action: 'audit.verified' | 'audit.searched') =>
  transaction(as(world, { role: 'app', accountId: caller.accountId }), (world) =>
    record(world, { action, accountId: caller.accountId, actor: caller.actor, requestId: asked.id }),
  )

const fingerprintsOf = (world: World, tokenHash: string): Buffer[] =>
  keyedHashes(world, 'fingerprint', Buffer.from(tokenHash, 'hex')).map((mac) => mac.subarray(0, 16))

export const proofRoutes = [status, verifyRoute, entries, find]
