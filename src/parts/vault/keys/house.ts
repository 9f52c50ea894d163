import type { Actor } from '../../../kit/event.ts'
import type { House } from '../../../kit/part.ts'
import { resident, type World } from '../../../kit/world.ts'
import { homeOf } from './store.ts'

const given = resident<{ house: House | null }>(() => ({ house: null }))

/** Keeps what the app hands down when it starts. */
export const enter = (world: World, house: House): void => void (given(world).house = house)

export function houseOf(world: World): House {
  const { house } = given(world)
  if (!house) throw new Error('the vault was not started')
  return house
}

type Action =
  | 'root_key.rotated'
  | 'root_key.retired'
  | 'root_key.destroyed'
  | 'master_key.changed'
  | 'master_key.retired'

/** Who does it, and by which request. */
export interface By {
  actor: Actor
  requestId?: string
}

/** An entry of the audit log in the home account's name, in the transaction that does it. */
export async function recordKey(
  world: World,
  action: Action,
  by: By,
  detail: Record<string, string | number>,
): Promise<void> {
  const { deploymentId, accountId } = await homeOf(world)
  await houseOf(world).record(world, {
    action,
    accountId,
    object: { kind: 'deployment', id: deploymentId },
    actor: by.actor,
    requestId: by.requestId ?? null,
    detail,
  })
}
