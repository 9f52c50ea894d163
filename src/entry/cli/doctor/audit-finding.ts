import type pg from 'pg'
import { invocation } from '../invocation.ts'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'

/** The linker runs each second: an entry that waits longer is held up by a transaction, or by nobody running the jobs. */
const patienceSeconds = 60

interface Log {
  entries: string
  /** Seconds since the oldest entry was written that no block covers; null when all are covered. */
  waits: number | null
  /** Of the transaction that holds the linker back, where there is one as old. */
  pid: number | null
  isBroken: boolean
}

/** Whether the audit log is bound, and has proved whole. */
export async function auditFinding(client: pg.Client): Promise<Finding> {
  try {
    const [log] = await rows<Log>(
      client,
      `select h.seq::text as entries,
        (select extract(epoch from clock_timestamp() - e.at)::int from audit_entry e
          where e.epoch = h.epoch and e.xid >= h.next_xid order by e.xid, e.id limit 1) as waits,
        (select a.pid from pg_stat_activity a where a.backend_xid is not null and a.xact_start < now() - $1::int * interval '1 second'
          order by a.xact_start limit 1) as pid,
        exists (select from audit_entry e where e.action = 'audit.broken' and e.at > now() - interval '30 days') as "isBroken"
      from audit_head h`,
      [patienceSeconds],
      'keyhold_jobs',
    )
    return findingOf(log!)
  } catch (error) {
    return failed('audit', error, `${invocation} migrate`)
  }
}

function findingOf({ entries, waits, pid, isBroken }: Log): Finding {
  if (isBroken)
    return fail('audit', 'the log did not prove whole in the last 30 days', `${invocation} audit verify`)
  if (waits === null || waits <= patienceSeconds)
    return ok('audit', `${entries} entries are bound into blocks`)
  const why =
    pid === null ? 'no server runs the jobs' : `process ${pid} of PostgreSQL holds a transaction open`
  const fix = pid === null ? `${invocation} start` : `end it: select pg_terminate_backend(${pid})`
  return warn('audit', `an entry waits to be bound since ${waits} s: ${why}`, fix)
}
