import { secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../log/record.ts'
import { deploymentState } from '../log/store.ts'
import { auditSettings } from '../settings.ts'
import { keepNote } from './checkpoints.ts'
import { evidenceOf } from './evidence.ts'
import { linesOf } from './export.ts'
import { tellBroken } from './proving.ts'
import { lastOfMonthsBefore, pruneMonths } from './store.ts'
import { type Evidence, verify } from './verify.ts'

const daySeconds = 86_400

/**
 * Drops the months whose every entry is older than the retention: proved, kept as a file in the home, told in the log
 * itself, and only then; where there is no home to keep it in, none is dropped. What is left proves from a signed horizon on.
 * @returns months that were dropped
 */
export async function prune(world: World): Promise<number> {
  if (!world.files) return 0
  const jobs = as(world, { role: 'jobs' })
  const oldest = secondsAfter(world.now(), -world.settings(auditSettings).retentionDays * daySeconds)
  const before = new Date(Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth(), 1))
  const last = await lastOfMonthsBefore(jobs, before)
  if (last === null || last.at >= oldest) return 0
  const evidence = upTo(evidenceOf(world), last.no, last.epoch, last.xidTo)
  const proof = await verify(evidence)
  if (!proof.ok) {
    await tellBroken(world, proof)
    return 0
  }
  const { no, seq, edge } = proof.reached
  await archive(world, evidence, `audit-archive/to-block-${no}.jsonl`)
  await keepNote(world, { no: String(no), seq: String(seq), edge: [...edge] })
  await tellPruned(world, before, String(no), String(seq))
  const gone = await pruneMonths(jobs, before, no, edge)
  return gone.length
}

/** The part of the log up to a block. */
function upTo(evidence: Evidence, no: bigint, epoch: number, xidTo: bigint): Evidence {
  return {
    start: () => evidence.start(),
    async *blocks(after) {
      for await (const block of evidence.blocks(after)) {
        if (block.no > no) return
        yield block
      }
    },
    async *entries(fromEpoch, xid) {
      for await (const entry of evidence.entries(fromEpoch, xid)) {
        if (entry.epoch > epoch || (entry.epoch === epoch && BigInt(entry.xid) >= xidTo)) return
        yield entry
      }
    },
  }
}

async function archive({ files }: World, evidence: Evidence, name: string): Promise<void> {
  async function* bytes() {
    for await (const line of linesOf(evidence)) yield Buffer.from(`${line}\n`)
  }
  await files!.write(name, bytes())
}

async function tellPruned(world: World, before: Date, blocks: string, entries: string): Promise<void> {
  const { homeAccountId, deploymentId } = await deploymentState(as(world, { role: 'jobs' }))
  await transaction(as(world, { role: 'app', accountId: homeAccountId }), (home) =>
    record(home, {
      action: 'audit.pruned',
      accountId: homeAccountId,
      object: { kind: 'deployment', id: deploymentId },
      actor: { kind: 'job', id: 'audit.prune' },
      detail: { before: before.toISOString(), blocks, entries },
    }),
  )
}

export const pruneJob = job({ name: 'audit.prune', everySeconds: 6 * 3600, run: prune })
