import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import type { World } from '../../../kit/world.ts'
import { auditSettings } from '../settings.ts'
import { sinkRow } from './store.ts'
import { targetText } from './target.ts'

export const sinkShape = z.object({
  to: z.string(),
  entries: z.string().describe('Entries of the log up to the last one it has taken.'),
  behind: z.string().describe('Bound entries that it has not taken yet.'),
  takenAt: moment.nullable(),
  failingSince: moment.nullable(),
  reason: z.string().nullable(),
})

/** How the second sink fares; null when none is set. */
export async function shownSink(jobs: World): Promise<z.input<typeof sinkShape> | null> {
  const { sink } = jobs.settings(auditSettings)
  if (!sink) return null
  const row = await sinkRow(jobs)
  return {
    to: targetText(sink),
    entries: row?.seq ?? '0',
    behind: row ? String(BigInt(row.bound) - BigInt(row.seq)) : '0',
    takenAt: row?.takenAt ?? null,
    failingSince: row?.failingSince ?? null,
    reason: row?.reason ?? null,
  }
}
