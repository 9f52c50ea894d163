import type { World } from '../../kit/world.ts'

export interface KeyRow {
  id: number
  purpose: string
  state: 'primary' | 'open' | 'retired'
  wrapped: Buffer
  /** The same as the master key before wrapped it, for a week after that was changed. */
  wrappedPrevious: Buffer | null
}

// Keys belong to the deployment: read and made as keyhold_jobs.
export const loadKeys = ({ sql }: World) => sql<KeyRow>`
  select id, purpose, state, wrapped, wrapped_previous as "wrappedPrevious" from encryption_keys order by id limit 1000`

export const deploymentId = async ({ sql }: World): Promise<string> => {
  const [row] = await sql<{ id: string }>`select id from deployment limit 1`
  return row!.id
}

/** Of two starters one inserts; the other finds the key made. */
export const insertKey = ({ sql, now }: World, key: Omit<KeyRow, 'state'>) => sql`
  insert into encryption_keys (id, purpose, state, wrapped, wrapped_previous, superseded_at, created_at)
  values (${key.id}, ${key.purpose}, 'primary', ${key.wrapped}, ${key.wrappedPrevious}, ${key.wrappedPrevious && now()}, ${now()})
  on conflict do nothing`

export const saltOf = async (
  { sql }: World,
  accountId: string,
  subjectId: string,
): Promise<Buffer | undefined> => {
  const [row] = await sql<{ salt: Buffer }>`
    select salt from subject_salt where account_id = ${accountId} and subject_id = ${subjectId} limit 1`
  return row?.salt
}

export const insertSalt = ({ sql }: World, accountId: string, subjectId: string, salt: Buffer) => sql`
  insert into subject_salt (account_id, subject_id, salt) values (${accountId}, ${subjectId}, ${salt}) on conflict do nothing`

export const deleteSalt = ({ sql }: World, accountId: string, subjectId: string) => sql`
  delete from subject_salt where account_id = ${accountId} and subject_id = ${subjectId}`

/** Of all subjects of an account. */
export const deleteSalts = ({ sql }: World, accountId: string) => sql`
  delete from subject_salt where account_id = ${accountId}`
