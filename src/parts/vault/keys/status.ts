import { hoursAfter, secondsBetween } from '../../../kit/duration.ts'
import { as, type World } from '../../../kit/world.ts'
import { keyringHealth, keyringOf } from '../root-keys.ts'
import { houseOf } from './house.ts'
import { ageOf } from './jobs.ts'
import { graceHours } from './retire.ts'
import { countSealed, listKeys, listRotations, type RotationRow, type StoredKey } from './store.ts'

export interface Progress {
  toKey: number
  cause: RotationRow['cause']
  startedAt: Date
  rowsAtStart: number
  resealed: number
  unreadable: number
  /** At the pace since it began; `null` before the first row, and when it is done. */
  secondsLeft: number | null
}

export interface ShownKey extends StoredKey {
  /** Records sealed under it; `null` for other purposes than `seal`. */
  rows: number | null
  /** From when `destroy` takes it, should nothing turn up under it. */
  destroyableAt: Date | null
  rotation: Progress | null
}

export interface KeyStatus {
  keyring: { name: string; provenAt: Date | null; trouble: string | null }
  rotatesAt: Date | null
  keys: ShownKey[]
}

/** Every root key, what is sealed under it, and how far re-sealing is. The counts are of this moment. */
export async function keyStatus(world: World): Promise<KeyStatus> {
  const jobs = as(world, { role: 'jobs' })
  const [keys, rotations, counts, rotatesAt] = await Promise.all([
    listKeys(jobs),
    listRotations(jobs),
    countSealed(jobs, houseOf(world).sealed),
    ageOf(world),
  ])
  const { provenAt, trouble } = keyringHealth(world)
  return {
    keyring: { name: keyringOf(world).fingerprint, provenAt, trouble: trouble?.message ?? null },
    rotatesAt,
    keys: keys.map((key) => {
      const rows = key.purpose === 'seal' ? (counts.get(key.id) ?? 0) : null
      const rotation = rotations.find(({ fromKey }) => fromKey === key.id)
      return {
        ...key,
        rows,
        destroyableAt:
          key.state === 'retired' && key.retiredAt ? hoursAfter(key.retiredAt, graceHours) : null,
        rotation: rotation ? progressOf(rotation, rows ?? 0) : null,
      }
    }),
  }
}

function progressOf(rotation: RotationRow, left: number): Progress {
  const { resealed, startedAt, workedAt } = rotation
  const pace = workedAt ? resealed / Math.max(1, secondsBetween(startedAt, workedAt)) : 0
  return { ...rotation, secondsLeft: left > 0 && pace > 0 ? Math.ceil(left / pace) : null }
}
