import type { World } from '../../../kit/world.ts'

// A number of our own among the database's advisory locks.
const importLock = 4_002_002

/** One import at a time, until its transaction ends: what one decides, the next one finds done. */
export const waitForOtherImports = ({ sql }: World) =>
  sql`select pg_advisory_xact_lock(${importLock}::bigint)`

/** Says of a connection that was just stored that its token is an API key, which nothing refreshes. */
export const noteApiKey = ({ sql }: World, connectionId: string) =>
  sql`update connections set kind = 'api_key' where id = ${connectionId}`
