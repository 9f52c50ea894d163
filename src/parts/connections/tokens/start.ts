import { isUuid } from '../../../kit/id.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { holdersByMac } from '../grants.ts'
import { instanceOf } from '../instance.ts'
import type { Revoked } from '../providers/index.ts'
import { callable, isConfigured } from '../registry.ts'
import { openSecret, tokenPlace } from '../secrets.ts'
import { endAttempt } from './attempt-store.ts'
import { resolvePredecessor } from './jobs.ts'
import type { Received } from './received.ts'
import { refresh } from './refresh.ts'
import { revokeSurely } from './revoke-late.ts'
import { refresher } from './save.ts'
import { drainSpill, insist } from './spill.ts'

const instanceFile = 'instance'

/**
 * Before the first request: answers that waited in the spill are saved, then the attempts of the predecessor on this
 * home are resolved. The home's lock, held by this process, proves that one dead.
 */
export async function startTokens(world: World): Promise<void> {
  if (!world.files) return
  await drainSpill(world, (received) => revokeDrained(world, received))
  const before = await world.files.read(instanceFile)
  const predecessor = before === null ? '' : Buffer.from(before).toString()
  const left = isUuid(predecessor) ? await resolvePredecessor(world, predecessor) : []
  // Not before all of the predecessor's are resolved: should this process die here, the next one still knows it.
  await world.files.write(instanceFile, Buffer.from(instanceOf(world)))
  for (const { accountId, connectionId } of left)
    world.background(refresh(world, { accountId, connectionId, minValidSeconds: 0, urgency: 'reader' }))
}

/** Its connection ended while the answer lay in the spill: what can be opened is revoked; either way it is told. */
async function revokeDrained(world: World, received: Received): Promise<boolean> {
  const account = as(world, { role: 'app', accountId: received.accountId })
  const result = await revoke(account, received).catch((): Revoked | 'not_revoked' => 'not_revoked')
  if (typeof result !== 'string' && result.retryable) return false
  await insist(account, () =>
    transaction(account, async (world) => {
      await endAttempt(world, received.connectionId, received.generation, 'answered', 'connection_ended')
      await record(world, {
        action:
          result === 'revoked' || result === 'already_dead' ? 'token.late_revoked' : 'token.late_dropped',
        accountId: received.accountId,
        object: { kind: 'connection', id: received.connectionId },
        actor: refresher,
        detail: { from: 'spill', generation: received.generation },
      })
    }),
  )
  return true
}

/** Another connection stands on the same grant by now, or this one was connected again. */
async function isHeldBeside(world: World, { grantMac, connectionId }: Received): Promise<boolean> {
  if (grantMac === null) return false
  const holders = await holdersByMac(world, grantMac)
  const successor =
    await world.sql`select 1 from connections where id = ${connectionId} and status <> 'closing' limit 1`
  return successor.length === 1 || holders.some((holder) => holder.connectionId !== connectionId)
}

async function revoke(world: World, received: Received): Promise<Revoked | 'not_revoked'> {
  if (received.state !== 'parsed' || !isConfigured(world, received.provider)) return 'not_revoked'
  const provider = await callable(world, received.provider)
  if (!provider.revoke) return 'not_revoked'
  if (await isHeldBeside(world, received)) return 'not_revoked'
  const opened = async (field: 'access_token' | 'refresh_token', sealed: Buffer) =>
    (await openSecret(world, tokenPlace(received, field, received.generation), sealed, refresher)).toString()
  return revokeSurely(world, provider, {
    accessToken: await opened('access_token', received.accessToken!),
    refreshToken: received.refreshToken && (await opened('refresh_token', received.refreshToken)),
  })
}
