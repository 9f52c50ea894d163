import { job } from '../../../kit/job.ts'
import { as, type World } from '../../../kit/world.ts'

/** Entries in one block: enough for a second of the fastest log, and a short transaction. */
const mostEntries = 8192

const linkOnce = ({ sql }: World) => sql<{ linked: number; isMore: boolean }>`
  select linked, is_more as "isMore" from audit_link(${mostEntries})`

/**
 * Binds the entries of all transactions that have ended into blocks, each holding the hash of the one before. Safe in
 * several processes at once: one of them does it.
 * @returns entries that were bound
 */
export async function link(world: World, budgetMilliseconds: number): Promise<number> {
  const jobs = as(world, { role: 'jobs' })
  const endsAt = world.now().getTime() + budgetMilliseconds
  let all = 0
  for (;;) {
    const [found] = await linkOnce(jobs)
    all += found?.linked ?? 0
    if (!found?.isMore || world.now().getTime() > endsAt) return all
  }
}

export const linkJob = job({ name: 'audit.link', everySeconds: 1, run: link })
