import { uuidv7 } from '../../../kit/id.ts'
import type { Place } from '../../../kit/listing.ts'
import { texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { formsOf } from './branch-names.ts'

export interface Repository {
  id: string
  name: string
  /** Null: main or master, else the branch of most commits. */
  defaultBranch: string | null
  /** By slice; what is not there is as by default. */
  settings: Readonly<Record<string, unknown>>
  createdAt: Date
}

/** The repository of that name, made on first use. */
export async function repositoryFor(world: World, accountId: string, name: string): Promise<Repository> {
  const known = await findRepository(world, accountId, name)
  if (known) return known
  await world.sql`
    insert into repository (account_id, id, name, created_at) values (${accountId}, ${uuidv7(world)}, ${name}, ${world.now()})
    on conflict do nothing`
  return (await findRepository(world, accountId, name))!
}

export async function findRepository(
  { sql }: World,
  accountId: string,
  name: string,
): Promise<Repository | undefined> {
  const [row] = await sql<Repository>`
    select id, name, default_branch as "defaultBranch", settings, created_at as "createdAt"
    from repository where account_id = ${accountId} and name = ${name} limit 1`
  return row
}

/** By name, from behind that one. */
export const listRepositories = (
  { sql }: World,
  accountId: string,
  after: Pick<Place, 'id'> | null,
  limit: number,
) => sql<Repository>`
  select id, name, default_branch as "defaultBranch", settings, created_at as "createdAt"
  from repository where account_id = ${accountId}
    and (${after?.id ?? null}::uuid is null
      or name > (select name from repository where account_id = ${accountId} and id = ${after?.id ?? null}::uuid limit 1))
  order by name limit ${limit}`

/** Puts what is given; of the settings one slice's members. */
export async function changeRepository(
  { sql }: World,
  accountId: string,
  id: string,
  { defaultBranch, slice, settings }: { defaultBranch?: string | null; slice?: string; settings?: object },
): Promise<void> {
  if (defaultBranch !== undefined)
    await sql`update repository set default_branch = ${defaultBranch} where account_id = ${accountId} and id = ${id}`
  if (slice !== undefined && settings !== undefined)
    await sql`
      update repository set settings = settings || jsonb_build_object(${slice}::text, ${JSON.stringify(settings)}::jsonb)
      where account_id = ${accountId} and id = ${id}`
}

/** Whether a run of tests came from a branch of that name. */
export async function wasTested(
  { sql }: World,
  accountId: string,
  id: string,
  branch: string,
): Promise<boolean> {
  const rows = await sql`
    select id from test_run
    where account_id = ${accountId} and repository_id = ${id} and branch = any (${texts(formsOf(branch))}::text[]) limit 1`
  return rows.length === 1
}
