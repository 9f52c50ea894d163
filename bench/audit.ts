import type { Called } from './callers.ts'
import { ask, type Child } from './child.ts'
import { median } from './figures.ts'
import type { Finding } from './finding.ts'
import type { ServerChild } from './reads.ts'
import type { Stage } from './stage.ts'

export interface AuditPlan {
  rounds: number
  /** Of one measurement. */
  seconds: number
}

const callerCounts = [1, 32] as const

interface AuditRound {
  callers: number
  withEntries: number
  withoutEntries: number
  withoutStatement: number
  failures: number
}

/** Token reads of the server as it is, beside the same one whose reads leave no entry, and one that asks nothing at all. */
export async function measureAudit(
  { warmIds, key }: Pick<Stage, 'warmIds' | 'key'>,
  callers: Child<unknown>,
  servers: { audited: ServerChild; unaudited: ServerChild; unchecked: ServerChild },
  { rounds, seconds }: AuditPlan,
): Promise<Finding> {
  const paths = warmIds.map((id) => `/api/connections/${id}/token`)
  const read = ({ ready }: ServerChild, count: number, seconds?: number) =>
    ask<Called>(callers, {
      ports: [ready.port],
      callers: count,
      paths,
      key,
      ...(seconds !== undefined && { seconds }),
    })
  const { audited, unaudited, unchecked } = servers
  for (const server of [audited, unaudited, unchecked]) {
    await read(server, 8)
    await read(server, 32, 1)
  }
  const found: AuditRound[] = []
  for (let round = 0; round < rounds; round++)
    for (const count of callerCounts) {
      const called = new Map<ServerChild, Called>()
      const order = round % 2 === 0 ? [audited, unaudited, unchecked] : [unchecked, unaudited, audited]
      for (const server of order) called.set(server, await read(server, count, seconds))
      const perSecond = (server: ServerChild) => called.get(server)!.requests / called.get(server)!.seconds
      found.push({
        callers: count,
        withEntries: perSecond(audited),
        withoutEntries: perSecond(unaudited),
        withoutStatement: perSecond(unchecked),
        failures: [...called.values()].reduce((all, { failures }) => all + failures, 0),
      })
    }
  return findingOf(found)
}

const wantedRatio = 0.7

function findingOf(rounds: readonly AuditRound[]): Finding {
  const of = (callers: number) => rounds.filter((round) => round.callers === callers)
  const middle = (callers: number, figure: (round: AuditRound) => number) => median(of(callers).map(figure))
  const ratio = (callers: number) =>
    middle(callers, ({ withEntries, withoutEntries }) => withEntries / withoutEntries)
  const line = (callers: number) =>
    `${String(callers).padStart(2)} callers: ${middle(callers, (round) => round.withEntries).toFixed(0)} reads/s with audit, ${middle(callers, (round) => round.withoutEntries).toFixed(0)} without entries (${ratio(callers).toFixed(2)} x), ${middle(callers, (round) => round.withoutStatement).toFixed(0)} without the statement either (${middle(callers, (round) => round.withEntries / round.withoutStatement).toFixed(2)} x)`
  const failures = rounds.reduce((all, round) => all + round.failures, 0)
  return {
    title: 'audit: token reads, one process, warm',
    figures: { rounds },
    lines: callerCounts.map(line),
    wanted: [
      {
        text: `audit: reads with it ${ratio(32).toFixed(2)} x those without, 32 callers (wanted: at least ${wantedRatio.toFixed(2)}); ${failures} failed`,
        isReached: ratio(32) >= wantedRatio && failures === 0,
      },
    ],
  }
}
