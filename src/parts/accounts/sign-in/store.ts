import type { World } from '../../../kit/world.ts'

/** Who signs in within the grace does not want to be erased. */
export const stayAlive = ({ sql }: World, accountId: string) => sql`
  update person set erase_at = null where account_id = ${accountId}`
