import type { World } from '../../../../kit/world.ts'
import type { Ground } from '../history/store.ts'

/** A test that is equal to one of those asked for in all but its occurrence. */
export interface Namesake {
  /** Number of the test that it is a namesake of. */
  of: number
  id: string
  number: number
  /** Whether it comes behind that one, by their occurrence. */
  isLater: boolean
  firstSeenAt: Date
  /** In any environment, skipped or not. */
  lastRunAt: Date
}

export const namesakesOfNumbers = (
  { sql }: World,
  { accountId, repositoryId }: Ground,
  numbers: Buffer,
  limit: number,
) => sql<Namesake>`
  select c.number as of, o.id, o.number, o.occurrence > c.occurrence as "isLater", o.first_seen_at as "firstSeenAt",
    coalesce((select max(s.last_run_at) from test_standing s
      where s.account_id = o.account_id and s.repository_id = o.repository_id and s.number = o.number), o.first_seen_at) as "lastRunAt"
  from test_case c
    join test_case o on o.account_id = c.account_id and o.repository_id = c.repository_id and o.number <> c.number and o.name = c.name
      and o.suite = c.suite and o.file is not distinct from c.file and o.class_name is not distinct from c.class_name
      and o.project is not distinct from c.project
  where c.account_id = ${accountId} and c.repository_id = ${repositoryId} and c.number = any (${numbers}::int[]) limit ${limit}`
