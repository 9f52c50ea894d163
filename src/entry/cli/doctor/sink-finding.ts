import type pg from 'pg'
import { auditSettings, targetText } from '../../../parts/audit/index.ts'
import { invocation } from '../invocation.ts'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** It is looked at each 20 s, with nothing to take too: after a minute nobody does so. */
const patienceSeconds = 60

interface Row {
  behind: string
  /** Seconds since it took something, or was seen to be there; null: never. */
  quiet: number | null
  failing: number | null
  reason: string | null
}

/** Whether the second sink of the audit log takes entries; nothing where none is set. */
export async function sinkFindings(client: pg.Client, { settings }: Subject): Promise<Finding[]> {
  const target = settings?.(auditSettings).sink
  if (!target) return []
  try {
    const found = await rows<Row>(
      client,
      `select (h.seq - s.seq)::text as behind, s.reason, extract(epoch from clock_timestamp() - s.taken_at)::int as quiet,
        extract(epoch from clock_timestamp() - s.failing_since)::int as failing
      from audit_sink s, audit_head h`,
      [],
      'keyhold_jobs',
    )
    return [findingOf(targetText(target), target.kind === 'file', found[0])]
  } catch (error) {
    return [failed('audit_sink', error, `${invocation} migrate`)]
  }
}

function findingOf(to: string, isFile: boolean, row: Row | undefined): Finding {
  if (row?.failing != null) {
    const fix = isFile
      ? 'make room for it, let the server write there, and have a FIFO read'
      : 'start the receiver, and let the server reach it'
    return fail(
      'audit_sink',
      `${to} fails since ${row.failing} s (${row.reason}); ${row.behind} entries wait`,
      fix,
    )
  }
  if (row?.quiet == null || row.quiet > patienceSeconds)
    return warn('audit_sink', `nobody writes to ${to}`, `${invocation} start`)
  return ok('audit_sink', `${to} takes entries; ${row.behind} wait`)
}
