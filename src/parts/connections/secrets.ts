import type { Actor } from '../../kit/event.ts'
import { as, transaction, type World } from '../../kit/world.ts'
import { record } from '../audit/index.ts'
import { open, type Place, Refused, vaultFaults } from '../vault/index.ts'

/** Where a token's secrets are sealed: the generation is the one its attempt reserved. */
export const tokenPlace = (
  token: { accountId: string; subjectId: string; connectionId: string },
  field: 'access_token' | 'refresh_token' | 'raw',
  generation: number,
): Place => ({
  accountId: token.accountId,
  subjectId: token.subjectId,
  table: 'token_version',
  rowId: token.connectionId,
  field,
  generation,
})

/** What only one way to a provider and back may know. */
export const attemptPlace = (
  attempt: { accountId: string; subjectId: string; id: string },
  field: 'verifier' | 'nonce',
): Place => ({
  accountId: attempt.accountId,
  subjectId: attempt.subjectId,
  table: 'connect_attempt',
  rowId: attempt.id,
  field,
  generation: 1,
})

/**
 * Opens a secret. One that does not open leaves an audit entry with the reason; outside there is one answer for all.
 * @throws SECRET_UNREADABLE
 */
export async function openSecret(world: World, place: Place, sealed: Buffer, actor: Actor): Promise<Buffer> {
  try {
    return await open(world, place, sealed)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await transaction(as(world, { role: 'app', accountId: place.accountId }), (world) =>
      record(world, {
        action: 'secret.refused',
        accountId: place.accountId,
        subjectId: place.subjectId,
        object: { kind: place.table === 'token_version' ? 'connection' : place.table, id: place.rowId },
        actor,
        outcome: 'refused',
        detail: {
          reason: error.reason,
          field: place.field,
          generation: place.generation,
          keyId: error.keyId ?? null,
        },
      }),
    )
    throw vaultFaults.SECRET_UNREADABLE({ connectionId: place.rowId }, { cause: error })
  }
}
