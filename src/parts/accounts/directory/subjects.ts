import { z } from 'zod'
import { uuidv7 } from '../../../kit/id.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { plantSalt } from '../../vault/index.ts'
import { accountFaults } from '../faults.ts'
import { findSubject, insertSubject, type Subject } from './store.ts'

/** An app's own name for one of its users: free text, 1 to 200 characters; a leading "@" is ours. */
export const externalId = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !text.startsWith('@'), { error: 'may not start with "@"' })
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'may not hold control characters' })

/** The subject of an account's own secrets, which has the account's id. */
export const selfSubject = '@self'

/** The subject with that external id, made on first use together with the salt its secrets are sealed under. */
export async function subjectFor(world: World, accountId: string, userId: string): Promise<Subject> {
  const found = await findSubject(world, accountId, userId)
  if (found) return found
  await transaction(world, async (world) => {
    const subject: Subject = { id: uuidv7(world), externalId: userId, logSubject: uuidv7(world) }
    if (await insertSubject(world, accountId, subject)) await plantSalt(world, accountId, subject.id)
  })
  const made = await findSubject(world, accountId, userId)
  if (!made) throw accountFaults.SUBJECT_ERASING({ retryAfterSeconds: 120 })
  return made
}
