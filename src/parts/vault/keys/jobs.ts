import { daysAfter, hoursAfter } from '../../../kit/duration.ts'
import { type Job, job } from '../../../kit/job.ts'
import { as, type World } from '../../../kit/world.ts'
import { Fault } from '../../../kit/fault.ts'
import { KeyringError } from '../faults.ts'
import { keyringHealth, loadKeyring, lookForKeys } from '../root-keys.ts'
import { vaultSettings } from '../settings.ts'
import { reseal } from './reseal.ts'
import { retireSuperseded, rewrap } from './rewrap.ts'
import { primaryOf, rotate } from './rotate.ts'
import { listKeys } from './store.ts'

/** Other jobs of this process wait for no longer than this. */
const resealMilliseconds = 1_500

const look = job({
  name: 'vault.keys',
  everySeconds: 2,
  async run(world) {
    await lookForKeys(world)
    return 0
  },
})

const resealing = job({
  name: 'vault.reseal',
  everySeconds: 1,
  run: (world, budgetMilliseconds) => reseal(world, Math.min(budgetMilliseconds, resealMilliseconds)),
})

/** Rotates by itself once the key has come of age, however many processes look at once. */
const age = job({
  name: 'vault.age',
  everySeconds: 3_600,
  async run(world) {
    const rotateAt = await ageOf(world)
    if (rotateAt === null || world.now() < rotateAt) return 0
    try {
      await rotate(world, { cause: 'age', actor: { kind: 'job', id: 'key_age' } })
      return 1
    } catch (error) {
      // Another process was first, or the rotation before this one is not done yet.
      if (error instanceof Fault && error.code === 'ROTATION_UNDER_WAY') return 0
      throw error
    }
  },
})

/** When the key rotates by itself; `null` when it is set not to. */
export async function ageOf(world: World): Promise<Date | null> {
  const { rotationDays } = world.settings(vaultSettings)
  if (rotationDays === 0) return null
  return daysAfter(primaryOf(await listKeys(as(world, { role: 'jobs' }))).createdAt, rotationDays)
}

/** Would a start still succeed? This process goes on with the keys in hand either way. */
const prove = job({
  name: 'vault.prove',
  everySeconds: 600,
  async run(world) {
    const { provenAt } = keyringHealth(world)
    if (provenAt && world.now() < hoursAfter(provenAt, 1)) return 0
    try {
      await loadKeyring(world)
      return 1
    } catch (error) {
      if (!(error instanceof KeyringError)) throw error
      world.log.warn('the keyring does not open our root keys any more: the next start would fail', {
        reason: error.reason,
        error,
      })
      return 0
    }
  },
})

const masterKey = job({
  name: 'vault.master_key',
  everySeconds: 60,
  run: async (world) => (await rewrap(world)) + (await retireSuperseded(world)),
})

export const keyJobs: readonly Job[] = [look, resealing, age, prove, masterKey]
