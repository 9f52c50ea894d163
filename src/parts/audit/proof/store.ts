import { byteas } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import type { Block, BoundEntry } from './format.ts'
import { beginning, type Reached } from './reached.ts'

interface BlockRow extends Omit<Block, 'no' | 'xidFrom' | 'xidTo' | 'firstSeq'> {
  no: string
  xidFrom: string
  xidTo: string
  firstSeq: string
}

/** Blocks behind `no`, in order: by the columns, as an order by a bare name would be by the text that is shown. */
export async function blocksAfter({ sql }: Pick<World, 'sql'>, no: bigint, limit: number): Promise<Block[]> {
  const rows = await sql<BlockRow>`
    select no::text, epoch, xid_from::text as "xidFrom", xid_to::text as "xidTo", first_seq::text as "firstSeq", count, root, prev, hash
    from audit_block b where b.no > ${String(no)}::bigint order by b.no limit ${limit}`
  return rows.map((row) => ({
    ...row,
    no: BigInt(row.no),
    xidFrom: BigInt(row.xidFrom),
    xidTo: BigInt(row.xidTo),
    firstSeq: BigInt(row.firstSeq),
  }))
}

export interface PlacedEntry extends BoundEntry {
  epoch: number
  xid: string
}

export interface EntryRow extends Omit<PlacedEntry, 'atMicroseconds'> {
  atMicroseconds: string
}

export const entryOfRow = (row: EntryRow): PlacedEntry => ({
  ...row,
  atMicroseconds: BigInt(row.atMicroseconds),
})

/** A place among all entries. */
export type EntryPlace = Pick<PlacedEntry, 'epoch' | 'xid' | 'id'>

/** Entries behind a place, in the order in which they are bound. */
export async function entriesAfter(
  { sql }: Pick<World, 'sql'>,
  { epoch, xid, id }: EntryPlace,
  limit: number,
): Promise<PlacedEntry[]> {
  const rows = await sql<EntryRow>`
    select epoch, xid::text, id, (extract(epoch from at) * 1000000)::bigint::text as "atMicroseconds", log_account as "logAccount", log_subject as "logSubject",
      actor_kind as "actorKind", actor, action, object_kind as "objectKind", object, outcome, n, request_id as "requestId", token_fp as "tokenFingerprint", detail, private
    from audit_entry e where (e.epoch, e.xid, e.id) > (${epoch}, ${xid}::xid8, ${id}::uuid)
    order by e.epoch, e.xid, e.id limit ${limit}`
  return rows.map(entryOfRow)
}

export interface Head {
  deploymentId: string
  epoch: number
  nextXid: string
  no: string
  seq: string
  hash: Buffer
  edge: Buffer[]
  /** When the oldest entry was written that no block covers yet. */
  oldestUnlinkedAt: Date | null
}

export async function headOf({ sql }: Pick<World, 'sql'>): Promise<Head> {
  const [row] = await sql<Head>`
    select d.id as "deploymentId", h.epoch, h.next_xid::text as "nextXid", h.no::text, h.seq::text, h.hash, h.edge,
      (select e.at from audit_entry e where e.epoch = h.epoch and e.xid >= h.next_xid order by e.xid, e.id limit 1) as "oldestUnlinkedAt"
    from audit_head h, deployment d limit 1`
  return row!
}

interface HorizonRow extends Pick<Reached, 'epoch' | 'hash'> {
  no: string
  xidTo: string
  seq: string
  edge: Buffer[]
}

/** Where the log begins: behind what was dropped. */
export async function horizonOf({ sql }: Pick<World, 'sql'>): Promise<Reached> {
  const [row] = await sql<HorizonRow>`
    select h.no::text, h.epoch, h.xid_to::text as "xidTo", h.seq::text, h.hash, h.edge from audit_horizon h order by h.no desc limit 1`
  if (!row) return beginning
  return { ...row, no: BigInt(row.no), xidTo: BigInt(row.xidTo), seq: BigInt(row.seq) }
}

export interface LastBlock {
  no: bigint
  epoch: number
  xidTo: bigint
  /** Of its newest entry. */
  at: Date
}

/** The block of the newest entry before that moment; null when there is none, or it is not bound yet. */
export async function lastOfMonthsBefore({ sql }: World, before: Date): Promise<LastBlock | null> {
  const [row] = await sql<{ no: string; epoch: number; xidTo: string; at: Date }>`
    select b.no::text, b.epoch, b.xid_to::text as "xidTo",
      (select max(n.at) from audit_entry n where n.epoch = b.epoch and n.xid >= b.xid_from and n.xid < b.xid_to) as at
    from audit_block b,
      (select e.epoch, e.xid from audit_entry e where e.at < ${before} order by e.epoch desc, e.xid desc limit 1) e
    where b.epoch = e.epoch and b.xid_from <= e.xid and b.xid_to > e.xid limit 1`
  return row ? { no: BigInt(row.no), epoch: row.epoch, xidTo: BigInt(row.xidTo), at: row.at } : null
}

/** Drops months and their blocks. @returns names of the months */
export async function pruneMonths(
  { sql }: World,
  before: Date,
  no: bigint,
  edge: readonly Buffer[],
): Promise<string[]> {
  const [row] = await sql<{ gone: string[] }>`
    select audit_prune(${before}, ${String(no)}::bigint, ${byteas(edge)}) as gone limit 1`
  return row!.gone
}

export interface ClusterState {
  /** It counts transactions from below where the log stands. */
  isNew: boolean
  /** Blocks that were bound before. */
  no: string
}

export async function clusterState({ sql }: World): Promise<ClusterState> {
  const [row] = await sql<ClusterState>`
    select pg_snapshot_xmax(pg_current_snapshot()) < next_xid as "isNew", no::text from audit_head limit 1`
  return row!
}

export const beginEpoch = ({ sql }: World) => sql`select audit_begin_epoch()`

/** Releases of tokens with one of these fingerprints, newest first. */
export const readsOfToken = ({ sql }: World, fingerprints: readonly Buffer[]) => sql<{
  id: string
  at: Date
  actorKind: string
  actor: string | null
  object: string | null
  n: number
  requestId: string | null
}>`
  select id, at, actor_kind as "actorKind", actor, object, n, request_id as "requestId" from audit_entry
  where token_fp = any (${byteas(fingerprints)}) order by at desc, id desc limit 1000`
