import { timingSafeEqual } from 'node:crypto'
import { daysAfter } from '../../../kit/duration.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { KeyringError } from '../faults.ts'
import { isWrappedBy, previousWrapperOf, wrapperOf } from '../root-keys.ts'
import { type KeyRow, loadKeys } from '../store.ts'
import type { Wrapper } from '../wrapper.ts'
import { recordKey } from './house.ts'
import { forgetSuperseded, homeOf, rewrapKey } from './store.ts'

/** Processes that have the old master key alone start for so long after it was changed. */
export const supersededDays = 7

const by = { actor: { kind: 'job', id: 'master_key' } } as const

/**
 * Wraps every root key anew, once this process was told the master key before: all are wrapped and proven to open before
 * the first is stored. As the old one wrapped them they are kept beside it for a week.
 * @returns keys wrapped anew
 */
export async function rewrap(world: World): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  const previous = previousWrapperOf(world)
  if (!previous) return 0
  const rows = (await loadKeys(jobs)).filter(({ wrapped }) => isWrappedBy(previous, wrapped))
  if (rows.length === 0) return 0
  const current = wrapperOf(world)
  const { deploymentId } = await homeOf(jobs)
  const staged: { id: number; before: Buffer; wrapped: Buffer }[] = []
  for (const row of rows) {
    const wrapped = await wrappedAnew(jobs, previous, current, deploymentId, row)
    staged.push({ id: row.id, before: row.wrapped, wrapped })
  }
  await transaction(jobs, async (world) => {
    let done = 0
    for (const { id, before, wrapped } of staged) done += (await rewrapKey(world, id, before, wrapped)).length
    const detail = { from: previous.fingerprint, to: current.fingerprint, keys: done }
    if (done > 0) await recordKey(world, 'master_key.changed', by, detail)
  })
  return staged.length
}

async function wrappedAnew(
  world: World,
  previous: Wrapper,
  current: Wrapper,
  deploymentId: string,
  { id, purpose, wrapped: before }: KeyRow,
): Promise<Buffer> {
  const name = { id, purpose, deploymentId }
  const raw = await previous.unwrap(name, before)
  const wrapped = await current.wrap(name, raw, world.random(12))
  const proof = await current.unwrap(name, wrapped)
  const isProven = timingSafeEqual(proof, raw)
  raw.fill(0)
  proof.fill(0)
  if (!isProven)
    throw new KeyringError(`root key ${id} did not come back as it was wrapped; nothing was changed`)
  return wrapped
}

/** What the old master key wrapped is forgotten after a week. */
export async function retireSuperseded(world: World): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  return transaction(jobs, async (world) => {
    const forgotten = await forgetSuperseded(world, daysAfter(world.now(), -supersededDays))
    if (forgotten.length > 0) await recordKey(world, 'master_key.retired', by, { keys: forgotten.length })
    return forgotten.length
  })
}
