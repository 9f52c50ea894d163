import type { World } from '../../../kit/world.ts'

export interface Profile {
  id: string
  vanityUrl: string
  headline: string | null
  createdAt: Date
  updatedAt: Date
}

/** Of the world's own account. */
export async function findProfile({ sql }: World): Promise<Profile | undefined> {
  const [row] = await sql<Profile>`
    select id, vanity_url as "vanityUrl", headline, created_at as "createdAt", updated_at as "updatedAt"
    from profile where account_id = (select app_account()) limit 1`
  return row
}

/** @returns undefined when the account has one */
export async function insertProfile(
  { sql, now }: World,
  accountId: string,
  { id, vanityUrl, headline }: Pick<Profile, 'id' | 'vanityUrl' | 'headline'>,
): Promise<Profile | undefined> {
  const [row] = await sql<Profile>`
    insert into profile (account_id, id, vanity_url, headline, created_at, updated_at)
    values (${accountId}, ${id}, ${vanityUrl}, ${headline}, ${now()}, ${now()})
    on conflict (account_id) do nothing
    returning id, vanity_url as "vanityUrl", headline, created_at as "createdAt", updated_at as "updatedAt"`
  return row
}

/** @returns undefined when the account has none */
export async function updateProfile(
  { sql, now }: World,
  accountId: string,
  { vanityUrl, headline }: { vanityUrl: string | undefined; headline: string | null | undefined },
): Promise<Profile | undefined> {
  const [row] = await sql<Profile>`
    update profile set vanity_url = coalesce(${vanityUrl ?? null}, vanity_url),
      headline = case when ${headline === undefined} then headline else ${headline ?? null} end, updated_at = ${now()}
    where account_id = ${accountId}
    returning id, vanity_url as "vanityUrl", headline, created_at as "createdAt", updated_at as "updatedAt"`
  return row
}
