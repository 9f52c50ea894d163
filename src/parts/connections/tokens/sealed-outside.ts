import { as, type World } from '../../../kit/world.ts'
import { spillFolder } from './spill.ts'

/**
 * Answers that are not in the database, or may not be: files in this home's spill, and attempts long past their deadline
 * that nobody has resolved, whose answers may lie in another's.
 */
export async function sealedOutside(world: World): Promise<number> {
  const files = (await world.files?.list(spillFolder)) ?? []
  const [open] = await overdueAttempts(as(world, { role: 'jobs' }))
  return files.length + open!.count
}

const overdueAttempts = ({ sql }: World) => sql<{ count: number }>`
  select count(*) as count from refresh_attempt where state = 'sent' and deadline < clock_timestamp() - interval '5 minutes'`
