import type pg from 'pg'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import { fitFinding, type StoredKey } from './key-fit.ts'
import type { Subject } from './subject.ts'

// A provider's times are corrected by up to this much; beyond it is an alarm.
const worstOffsetSeconds = 300

/** How far the clocks of this machine and the database are apart. */
export async function clockFinding(client: pg.Client): Promise<Finding> {
  const before = Date.now()
  const [row] = await rows<{ now: Date }>(client, 'select clock_timestamp() as now')
  const middle = (before + Date.now()) / 2
  const seconds = Math.round((row!.now.getTime() - middle) / 100) / 10
  const text = `the database's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} this machine's`
  const fix = 'let both take the time from NTP (timedatectl set-ntp true)'
  if (Math.abs(seconds) >= worstOffsetSeconds) return fail('clock', text, fix)
  return Math.abs(seconds) >= 2 ? warn('clock', text, fix) : ok('clock', text)
}

/** Whether the keyring fits the keys in the database. */
export async function storedKeysFinding(client: pg.Client, subject: Subject): Promise<Finding> {
  try {
    const stored = await rows<StoredKey>(
      client,
      // By way of JSON, as an older schema that is about to be upgraded has no such columns.
      `select k.id, k.purpose, k.wrapped, decode(substr(to_jsonb(k) ->> 'wrapped_previous', 3), 'hex') as "wrappedPrevious",
        (to_jsonb(k) ->> 'superseded_at')::timestamptz as "supersededAt", d.id as "deploymentId"
       from encryption_keys k, deployment d order by k.id limit 1000`,
      [],
      'keyhold_jobs',
    )
    return await fitFinding(subject, stored)
  } catch (error) {
    return failed('master_key_fit', error, 'npx keyhold migrate')
  }
}

/** Links whose opener nobody confirms may join a stranger's account to your user. */
export async function confirmationFinding(client: pg.Client): Promise<Finding> {
  const fix =
    "make links with confirm: 'app', and complete them when the browser is back and signed in as that user"
  try {
    const [row] = await rows<{ count: number }>(
      client,
      "select count(*)::int as count from connect_session where confirm = 'none'",
      [],
      'keyhold_jobs',
    )
    if (row!.count === 0)
      return ok('connect_confirmation', "no connect link of the last day was made without confirm: 'app'")
    return warn(
      'connect_confirmation',
      `${row!.count} connect link${row!.count === 1 ? '' : 's'} of the last day: nobody confirms that its opener is your user`,
      fix,
    )
  } catch (error) {
    return failed('connect_confirmation', error, 'npx keyhold migrate')
  }
}
