import type { World } from '../../../kit/world.ts'

// A number of our own among the database's advisory locks.
const importLock = 4_002_002

/** One import at a time, until its transaction ends: what one decides, the next one finds done. */
export const waitForOtherImports = ({ sql }: World) =>
  sql`select pg_advisory_xact_lock(${importLock}::bigint)`
