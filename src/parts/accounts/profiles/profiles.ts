import { uuidv7 } from '../../../kit/id.ts'
import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { nameHashes } from '../people/address.ts'
import { claimName, releaseNames } from '../people/store.ts'
import { insertProfile, type Profile, updateProfile } from './store.ts'

/** @throws PROFILE_EXISTS, VANITY_URL_TAKEN */
export async function makeProfile(
  world: World,
  accountId: string,
  { vanityUrl, headline }: { vanityUrl: string; headline?: string | null | undefined },
): Promise<Profile> {
  const made = await insertProfile(world, accountId, {
    id: uuidv7(world),
    vanityUrl,
    headline: headline ?? null,
  })
  if (!made) throw accountFaults.PROFILE_EXISTS()
  await claimVanity(world, accountId, vanityUrl)
  return made
}

/** What is not given stays. @throws PROFILE_NOT_FOUND, VANITY_URL_TAKEN */
export async function changeProfile(
  world: World,
  accountId: string,
  { vanityUrl, headline }: { vanityUrl?: string | undefined; headline?: string | null | undefined },
): Promise<Profile> {
  const changed = await updateProfile(world, accountId, { vanityUrl, headline })
  if (!changed) throw accountFaults.PROFILE_NOT_FOUND()
  if (vanityUrl !== undefined) await claimVanity(world, accountId, vanityUrl)
  return changed
}

/** One spelling is everybody's: capitals do not make another name. The name before is free again. */
async function claimVanity(world: World, accountId: string, vanityUrl: string): Promise<void> {
  const hashes = nameHashes(world, 'vanity', vanityUrl.toLowerCase())
  if (!(await claimName(world, 'vanity', hashes, accountId))) throw accountFaults.VANITY_URL_TAKEN()
  await releaseNames(world, 'vanity', accountId, hashes)
}
