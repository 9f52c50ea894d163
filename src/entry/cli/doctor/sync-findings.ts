import type pg from 'pg'
import { invocation } from '../invocation.ts'
import { rows } from './catalogue.ts'
import { type Finding, failed, ok, warn } from './finding.ts'

const patienceMinutes = 15

interface Sets {
  all: number
  /** Due for a while, and nobody took it up. */
  waiting: number
  /** Never had a sync that ended well, though it failed. */
  never: number
  failing: number
  /** A connection to look at first. */
  one: string | null
  why: string | null
}

/** Whether what connections unlock is fetched: a provider's page may be empty, or nobody runs the jobs. */
export async function syncsFinding(client: pg.Client): Promise<Finding> {
  try {
    const [sets] = await rows<Sets>(
      client,
      `select count(*)::int as "all",
        count(*) filter (where due_at < now() - $1::int * interval '1 minute' and coalesce(claimed_until < now(), true))::int as waiting,
        count(*) filter (where synced_at is null and failures > 0)::int as never,
        count(*) filter (where failures > 0)::int as failing,
        (array_agg(connection_id::text order by synced_at nulls first) filter (where failures > 0))[1] as one,
        (array_agg(last_failure order by synced_at nulls first) filter (where failures > 0))[1] as why
      from data_set where due_at < 'infinity'`,
      [patienceMinutes],
      'keyhold_jobs',
    )
    return findingOf(sets!)
  } catch (error) {
    return failed('syncs', error, `${invocation} migrate`)
  }
}

function findingOf({ all, waiting, never, failing, one, why }: Sets): Finding {
  if (waiting > 0)
    return warn(
      'syncs',
      `${waiting} of ${all} data sets wait since more than ${patienceMinutes} minutes: no server runs the jobs`,
      `${invocation} start`,
    )
  if (failing === 0) return ok('syncs', `${all} kept up to date`)
  const told =
    never > 0 ? `${never} of ${all} data sets never came` : `${failing} of ${all} data sets are old`
  const cure = why === 'NEEDS_REAUTH' ? `connections reconnect ${one}` : `sync ${one} --now`
  return warn('syncs', `${told}: ${why ?? 'unknown'}`, `${invocation} ${cure}`)
}
