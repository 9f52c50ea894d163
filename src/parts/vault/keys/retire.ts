import { beginningBytes, type Said, saidIn } from '../../../kit/backup-head.ts'
import { backupFolder, momentIn } from '../../../kit/backup-name.ts'
import { hoursAfter } from '../../../kit/duration.ts'
import type { Files } from '../../../kit/files.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { vaultFaults } from '../faults.ts'
import { lookForKeys } from '../root-keys.ts'
import { type By, houseOf, recordKey } from './house.ts'
import {
  countSealed,
  deleteKey,
  listKeys,
  listRotations,
  reopenKey,
  retireKey,
  type StoredKey,
} from './store.ts'

/** A key is destroyed no sooner than this after it was retired, should nothing have turned up under it. */
export const graceHours = 24

export const resealer: By = { actor: { kind: 'job', id: 'reseal' } }

/** Retires those of these keys that nothing is sealed under any more. @returns rows left under the others */
export async function retireEmpty(world: World, keys: readonly number[]): Promise<number> {
  const counts = await countSealed(world, houseOf(world).sealed)
  const rotations = await listRotations(world)
  let left = 0
  for (const id of keys) {
    const rows = counts.get(id) ?? 0
    left += rows
    if (rows > 0) continue
    const resealed = rotations.find(({ fromKey }) => fromKey === id)?.resealed ?? 0
    await transaction(world, async (world) => {
      const retired = await retireKey(world, id)
      if (retired.length > 0)
        await recordKey(world, 'root_key.retired', resealer, { key: id, resealed, rows: 0 })
    })
  }
  await lookForKeys(world)
  return left
}

export interface DestroyOptions extends By {
  /** Also when backups in the home hold rows under it. Default false. */
  despiteBackups?: boolean
}

/**
 * Destroys a root key for good: what is sealed under it, a backup's rows among them, opens nowhere any more.
 * @throws ROOT_KEY_NOT_FOUND
 * @throws ROOT_KEY_NEEDED while it is in use; rows, answers in a spill or backups in the home may be under it; or it was
 * retired lately
 */
export async function destroyKey(
  world: World,
  id: number,
  { despiteBackups = false, ...by }: DestroyOptions,
): Promise<void> {
  const jobs = as(world, { role: 'jobs' })
  const key = (await listKeys(jobs)).find((each) => each.id === id)
  if (!key) throw vaultFaults.ROOT_KEY_NOT_FOUND({ key: id })
  await refuseNeeded(jobs, key)
  if (!despiteBackups) await refuseBackedUp(world, key)
  await transaction(jobs, async (world) => {
    const deleted = await deleteKey(world, id)
    if (deleted.length === 0) throw vaultFaults.ROOT_KEY_NOT_FOUND({ key: id })
    await recordKey(world, 'root_key.destroyed', by, { key: id, rows: 0 })
  })
  await lookForKeys(world)
}

async function refuseNeeded(world: World, { id, purpose, state, retiredAt }: StoredKey): Promise<void> {
  if (purpose !== 'seal') throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'purpose' })
  if (state === 'primary') throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'primary' })
  const rows = (await countSealed(world, houseOf(world).sealed)).get(id) ?? 0
  if (rows > 0) {
    await reopenKey(world, id)
    throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'rows', rows })
  }
  if (state === 'open' || !retiredAt) throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'not_retired' })
  const until = hoursAfter(retiredAt, graceHours)
  if (world.now() < until)
    throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'retired_lately', until: until.toISOString() })
  const waiting = await houseOf(world).sealedOutside(world)
  if (waiting > 0) throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'spill', waiting })
}

/** What stood in the database before it was retired may stand under it in a backup. */
async function refuseBackedUp({ files }: World, { id, retiredAt }: StoredKey): Promise<void> {
  if (!files) return
  const under: string[] = []
  for (const name of await files.list(backupFolder))
    if (await mayHoldRowsOf(files, name, retiredAt)) under.push(name)
  if (under.length > 0)
    throw vaultFaults.ROOT_KEY_NEEDED({ key: id, because: 'backups', backups: under.slice(-10) })
}

/** By its name or else its head; a file that tells nothing may hold anything, such as a backup that was packed. */
async function mayHoldRowsOf(files: Files, name: string, retiredAt: Date | null): Promise<boolean> {
  const named = momentIn(name)
  const said = named ? null : await saidBy(files, name)
  if (said?.kind === 'keys') return false
  const madeAt = named ?? said?.createdAt
  return !madeAt || !retiredAt || madeAt <= retiredAt
}

async function saidBy(files: Files, name: string): Promise<Said | null> {
  try {
    return saidIn((await files.read(`${backupFolder}/${name}`, beginningBytes)) ?? Buffer.alloc(0))
  } catch {
    return null // a folder, or a file that is closed to us
  }
}
