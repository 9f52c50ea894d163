import { Fault } from '../../../kit/fault.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { isKeyGood } from '../../access/index.ts'
import { auditFaults, type Read, record } from '../../audit/index.ts'
import { type Granted, passBreaker, spendBudget } from '../../limits/index.ts'
import { connectionFaults } from '../faults.ts'
import { appOf, budgetName } from '../registry.ts'
import { showsGeneration } from './store.ts'

/** A commit that takes longer is as good as unknown: nothing leaves then. */
const longestMilliseconds = 2_000

export interface Proving {
  provider: string
  subjectId: string
  method: string
}

/**
 * Makes the entry of one call durable, before any of it leaves, and spends what all callers share. Null: connection or
 * key changed since they were read. What is refused spends nothing and leaves no entry.
 * @throws AUDIT_UNAVAILABLE when the entry could not be made durable
 * @throws PROVIDER_DOWN, PROVIDER_BUDGET_SPENT when nobody may call now
 */
export async function proveCall(world: World, proving: Proving, read: Read): Promise<Granted | null> {
  const waiting = new AbortController()
  const late = world
    .wait(longestMilliseconds, waiting.signal)
    .then(() => Promise.reject(auditFaults.AUDIT_UNAVAILABLE({ retryAfterSeconds: 2 }, { cause: 'slow' })))
  late.catch(() => undefined)
  const proved = transaction(world, (world) => prove(world, proving, read))
  proved.catch(() => undefined)
  try {
    return await Promise.race([proved, late])
  } catch (error) {
    throw error instanceof Fault
      ? error
      : auditFaults.AUDIT_UNAVAILABLE({ retryAfterSeconds: 2 }, { cause: error })
  } finally {
    waiting.abort()
  }
}

async function prove(
  world: World,
  { provider, subjectId, method }: Proving,
  read: Read,
): Promise<Granted | null> {
  const { accountId, connectionId, generation, keyId, keyVersion } = read
  if (!(await showsGeneration(world, accountId, connectionId, generation))) return null
  if (keyId !== null && !(await isKeyGood(world, accountId, keyId, keyVersion))) return null
  const passage = await spend(world, provider)
  await record(world, {
    action: 'proxy.called',
    accountId,
    subjectId,
    object: { kind: 'connection', id: connectionId },
    actor: read.actor,
    requestId: read.requestId,
    tokenFingerprint: read.fingerprint,
    detail: { method },
  })
  return passage
}

async function spend(world: World, provider: string): Promise<Granted> {
  const passage = await passBreaker(world, { provider, operation: 'api' })
  if (!passage.granted)
    throw connectionFaults.PROVIDER_DOWN({ provider, retryAfterSeconds: passage.retryAfterSeconds })
  const allowance = await spendBudget(world, budgetName(provider, appOf(world, provider)), 'interactive')
  if (!allowance.granted)
    throw connectionFaults.PROVIDER_BUDGET_SPENT({
      provider,
      retryAfterSeconds: allowance.retryAfterSeconds,
    })
  return passage
}
