import { SqlError } from '../../../kit/sql.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { KeyringError, vaultFaults } from '../faults.ts'
import { lookForKeys, newRootKey } from '../root-keys.ts'
import { type By, houseOf, recordKey } from './house.ts'
import {
  addPrimary,
  addRotation,
  countSealed,
  homeOf,
  listKeys,
  replacePrimary,
  type RotationRow,
  type StoredKey,
  type WrappedKey,
} from './store.ts'

export interface Plan {
  fromKey: number
  toKey: number
  /** Sealed records to be sealed anew, of this key and of older ones that are not done yet. */
  rows: number
}

export interface RotateOptions extends By {
  cause: RotationRow['cause']
  /** Even while an earlier rotation is under way. Default false. */
  again?: boolean
}

/** What a rotation would do now; nothing is done. @throws ROTATION_UNDER_WAY */
export async function planRotation(world: World, { again = false } = {}): Promise<Plan> {
  const jobs = as(world, { role: 'jobs' })
  const keys = await listKeys(jobs)
  const from = primaryOf(keys)
  const underWay = keys.find(({ purpose, state }) => purpose === 'seal' && state === 'open')
  if (underWay && !again) throw vaultFaults.ROTATION_UNDER_WAY({ fromKey: underWay.id })
  const counts = await countSealed(jobs, houseOf(world).sealed)
  const rows = [...counts.values()].reduce((sum, each) => sum + each, 0)
  return { fromKey: from.id, toKey: Math.max(...keys.map(({ id }) => id)) + 1, rows }
}

/**
 * Makes a new key the one that everything is sealed under from now on; the one before it opens on, until a job has
 * sealed anew what is under it. Other processes learn of it within 5 s.
 * @throws ROTATION_UNDER_WAY, KEYRING_UNAVAILABLE when the new key cannot be wrapped: nothing has changed then
 */
export async function rotate(world: World, { cause, again = false, ...by }: RotateOptions): Promise<Plan> {
  const jobs = as(world, { role: 'jobs' })
  const plan = await planRotation(world, { again })
  const made = await newKey(jobs, plan.toKey)
  try {
    await transaction(jobs, async (world) => {
      const replaced = await replacePrimary(world, plan.fromKey)
      if (replaced.length === 0) throw vaultFaults.ROTATION_UNDER_WAY({ fromKey: plan.fromKey })
      await addPrimary(world, plan.toKey, made)
      await addRotation(world, { ...plan, cause, rowsAtStart: plan.rows })
      await recordKey(world, 'root_key.rotated', by, { ...plan, cause })
    })
  } catch (error) {
    // Another made a key meanwhile, and with it this number.
    if (error instanceof SqlError && error.code === '23505')
      throw vaultFaults.ROTATION_UNDER_WAY({ fromKey: plan.fromKey }, { cause: error })
    throw error
  }
  await lookForKeys(world)
  return plan
}

export const primaryOf = (keys: readonly StoredKey[]): StoredKey =>
  keys.find(({ purpose, state }) => purpose === 'seal' && state === 'primary')!

/** Wrapped before anything is stored, outside of every transaction. */
async function newKey(world: World, id: number): Promise<WrappedKey> {
  const { deploymentId } = await homeOf(world)
  try {
    return await newRootKey(world, { id, purpose: 'seal', deploymentId })
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    throw vaultFaults.KEYRING_UNAVAILABLE({ reason: error.reason, retryAfterSeconds: 30 }, { cause: error })
  }
}
