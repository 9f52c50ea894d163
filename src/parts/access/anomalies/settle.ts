import { uuidv7 } from '../../../kit/id.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { suspendKey } from '../keys/store.ts'
import type { Principal } from './principal.ts'
import { type Action, actionFor, isStolen, type Mode } from './rules/ladder.ts'
import { type Points, scoreOf, withFound } from './rules/score.ts'
import type { Finding } from './rules/trail.ts'
import { holdStanding, insertFinding, saveStanding, wasTold } from './store.ts'

/** In the log. */
const actor = { kind: 'job', id: 'access.anomalies' } as const
const eventOf: Record<Action, string> = {
  annotate: 'anomaly.noticed',
  slow: 'anomaly.slowed',
  refuse: 'anomaly.refused',
  suspend: 'key.suspended',
}

/**
 * Adds what was found to what all processes found, and decides by the sum: one transaction holds the decision with its
 * rule, inputs and score, its entry in the log, and the suspension.
 * @returns what every rule weighs now, for all processes
 */
export async function settle(
  world: World,
  mode: Mode,
  principal: Principal,
  findings: readonly Finding[],
): Promise<Points> {
  const accountId = principal.accountId ?? (await deployment(as(world, { role: 'app' }))).homeAccountId
  return transaction(as(world, { role: 'app', accountId }), async (world) => {
    const now = world.now().getTime()
    const standing = await holdStanding(world, accountId, principal.id)
    const points = findings.reduce(
      (points, { rule, found }) => withFound(points, rule, found, now),
      standing.points,
    )
    await saveStanding(world, accountId, principal.id, points)
    const subject = { ...principal, accountId, clearedAt: standing.clearedAt }
    for (const finding of findings) await decide(world, mode, subject, finding, points)
    return points
  })
}

interface Subject extends Principal {
  accountId: string
  clearedAt: Date | null
}

async function decide(world: World, mode: Mode, subject: Subject, finding: Finding, points: Points) {
  const { rule } = finding
  const now = world.now().getTime()
  const score = scoreOf(points, now)
  const wanted = actionFor(mode, subject.kind, score, rule.isCertain === true || isStolen(points, now))
  const isSuspended = wanted === 'suspend' && (await suspendKey(world, subject.accountId, subject.id))
  const action = wanted === 'suspend' && !isSuspended ? 'annotate' : wanted
  if (!isSuspended && (await wasTold(world, subject, rule, action))) return
  await tell(world, subject, finding, action, Math.round(score))
}

async function tell(world: World, subject: Subject, finding: Finding, action: Action, score: number) {
  const { accountId, id: principal, kind } = subject
  const { rule, found, connectionId } = finding
  const id = uuidv7(world)
  await insertFinding(world, {
    accountId,
    id,
    principal,
    rule: rule.name,
    inputs: found.inputs,
    score,
    action,
  })
  const isKey = kind === 'key'
  await record(world, {
    action: eventOf[action],
    accountId,
    actor,
    object: isKey ? { kind: 'key', id: principal } : { kind: 'anomaly', id },
    // A network is not named: the log keeps no addresses in clear.
    detail: { ...found.inputs, rule: rule.name, score, ...(isKey && { keyId: principal }) },
  })
  if (connectionId !== null && rule.name === 'refresh-storm')
    await record(world, {
      action: 'connection.anomaly',
      accountId,
      actor,
      object: { kind: 'connection', id: connectionId },
      detail: { reason: rule.name },
    })
}
