import type { Actor } from '../../../kit/event.ts'
import { SqlError } from '../../../kit/sql.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { shownLife } from './claim.ts'
import { bookSuccess, endAttempt, pruneAttempts } from './attempt-store.ts'
import { asVersion, type Received } from './received.ts'
import { type ConnectionRow, insertVersion, lockConnection, movePointer, pruneVersions } from './store.ts'

/**
 * `saved`: the pointer shows it. `late`: journalled, but the pointer had moved on. `closed`: its connection or grant
 * has ended, nothing was stored and the token should be revoked.
 */
export type Saved = 'saved' | 'late' | 'closed'

const foreignKeyViolation = '23503'

/** Journal row and pointer are one transaction: in two, a crash between them would leave a burnt token in the pointer. */
export async function saveReceived(world: World, received: Received): Promise<Saved> {
  try {
    return await transaction(as(world, { role: 'app', accountId: received.accountId }), (world) =>
      saveLocked(world, received),
    )
  } catch (error) {
    // The salt or the subject went while the provider answered: an erase.
    if (error instanceof SqlError && error.code === foreignKeyViolation) return 'closed'
    throw error
  }
}

async function saveLocked(world: World, received: Received): Promise<Saved> {
  const connection = await lockConnection(world, received.connectionId)
  if (!connection || connection.grantNo !== received.grantNo) return 'closed'
  if (connection.status === 'closing' && !received.byCloser) return 'closed'
  const isNews = await insertVersion(world, received)
  await world.point('save.journalled')
  const outcome =
    received.state === 'parsed'
      ? await showIt(world, connection, received, isNews)
      : await keepUnparsed(world, received)
  await world.point('save.before_commit')
  return outcome
}

async function showIt(
  world: World,
  connection: ConnectionRow,
  received: Received,
  isNews: boolean,
): Promise<Saved> {
  await endAttempt(world, received.connectionId, received.generation, 'answered', null)
  const version = asVersion(received)
  const pointer = { connectionId: connection.id, ...version, ...shownLife(world, connection, version) }
  // What the pointer of a connection that was given up shows is dead, whichever token it is: any news is better.
  const isRevival = connection.status === 'needs_reauth'
  const from = { generation: received.fromGeneration, grantNo: received.grantNo }
  const moved = isNews && (await movePointer(world, pointer, isRevival ? connection : from))
  // A repeated save finds its own work done.
  const isShown = moved || connection.generation === received.generation
  if (moved) await tell(world, connection, received)
  return isShown ? 'saved' : 'late'
}

async function tell(world: World, connection: ConnectionRow, received: Received): Promise<void> {
  const about = {
    accountId: connection.accountId,
    subjectId: connection.subjectId,
    object: { kind: 'connection', id: connection.id },
    actor: refresher,
  }
  // The dates of one that ends belong to the try that ends it.
  if (connection.status !== 'closing') await bookSuccess(world, connection.id)
  await pruneVersions(world, connection.id, received.generation)
  await pruneAttempts(world, connection.id, received.generation)
  await record(world, { ...about, action: 'token.refreshed', detail: { generation: received.generation } })
  if (connection.status === 'needs_reauth') await record(world, { ...about, action: 'connection.recovered' })
  const change = scopeChange(connection.scopes, received.scopes ?? connection.scopes)
  if (change) await record(world, { ...about, action: 'scope.changed', detail: change })
}

async function keepUnparsed(world: World, received: Received): Promise<Saved> {
  await endAttempt(world, received.connectionId, received.generation, 'unknown', 'unparsed')
  await record(world, {
    action: 'token.unparsed',
    accountId: received.accountId,
    subjectId: received.subjectId,
    object: { kind: 'connection', id: received.connectionId },
    actor: refresher,
    outcome: 'failed',
    detail: { generation: received.generation },
  })
  return 'saved'
}

export const refresher: Actor = { kind: 'job', id: 'refresh' }

export function scopeChange(
  before: readonly string[],
  after: readonly string[],
): { lost: string; gained: string } | null {
  const lost = before.filter((name) => !after.includes(name))
  const gained = after.filter((name) => !before.includes(name))
  return lost.length + gained.length === 0 ? null : { lost: lost.join(' '), gained: gained.join(' ') }
}
