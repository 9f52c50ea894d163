import type pg from 'pg'
import { invocation } from '../invocation.ts'
import { addressesOf } from './addresses.ts'
import { rows } from './catalogue.ts'
import { type Finding, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** Whether there is anything to read: without a connection every token and every statistic is "not found". */
export async function connectionsFinding(client: pg.Client, subject: Subject): Promise<Finding> {
  try {
    const counts = await rows<{ status: string; count: number }>(
      client,
      'select status, count(*)::int as count from connections group by status order by status limit 10',
      [],
      'keyhold_jobs',
    )
    return countedFinding(new Map(counts.map(({ status, count }) => [status, count])), subject)
  } catch (error) {
    return failed('connections', error, `${invocation} migrate`)
  }
}

export function countedFinding(counts: ReadonlyMap<string, number>, subject: Subject): Finding {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0)
    return warn('connections', 'there is no data yet: nobody has connected an account', connectFix(subject))
  const told = [...counts].map(([status, count]) => `${count} ${status.replace('_', ' ')}`).join(', ')
  const lost = counts.get('needs_reauth') ?? 0
  if (lost === 0) return ok('connections', told)
  return warn(
    'connections',
    `${told}: the provider takes ${lost === 1 ? 'one' : lost} no more, and what is shown of ${lost === 1 ? 'it' : 'them'} is the last that was had`,
    `${invocation} connections --status needs_reauth, then: ${invocation} connections reconnect <id>`,
  )
}

/** The way that fits this deployment: its rows elsewhere, its own account, or the sandbox. */
function connectFix(subject: Subject): string {
  if (subject.environment.ENCRYPTION_KEY) return `${invocation} import 002 --from postgres://... --dry-run`
  const addresses = addressesOf(subject)
  const [provider] = addresses?.configured ?? []
  if (!addresses || provider === undefined)
    return subject.production ? `${invocation} providers` : `${invocation} connect sandbox --user alice`
  return `sign in (${invocation} operator link) and open ${new URL(`/${provider}/authorize`, addresses.keyholdUrl).href}`
}
