import { texts } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'

/** Of these the unproved one alone is ever replaced. */
export interface Authenticator {
  id: string
  secret: Buffer
  generation: number
  lastStep: number
  enabledAt: Date | null
  usedAt: Date | null
}

export async function findAuthenticator({ sql }: World): Promise<Authenticator | undefined> {
  const [row] = await sql<
    Omit<Authenticator, 'generation' | 'lastStep'> & Record<'generation' | 'lastStep', unknown>
  >`
    select id, secret, generation, last_step as "lastStep", enabled_at as "enabledAt", used_at as "usedAt"
    from factor where kind = 'totp' limit 1`
  return row && { ...row, generation: Number(row.generation), lastStep: Number(row.lastStep) }
}

/** Takes the place of one that was set up and never proved. @returns false when one is enabled */
export async function putAuthenticator(
  { sql, now }: World,
  { accountId, id, secret }: { accountId: string; id: string; secret: Buffer },
): Promise<boolean> {
  const rows = await sql`
    insert into factor (account_id, id, kind, name, secret, created_at)
    values (${accountId}, ${id}, 'totp', 'Authenticator app', ${secret}, ${now()})
    on conflict (account_id) where kind = 'totp' do update
      set id = excluded.id, secret = excluded.secret, generation = 1, last_step = 0, created_at = excluded.created_at
      where factor.enabled_at is null
    returning id`
  return rows.length === 1
}

/** The code that proves it is used up by that. Of several that come at once, one enables it. */
export async function enableAuthenticator({ sql, now }: World, id: string, step: number): Promise<boolean> {
  const rows = await sql`
    update factor set enabled_at = ${now()}, used_at = ${now()}, last_step = ${step}
    where id = ${id} and enabled_at is null and last_step < ${step} returning id`
  return rows.length === 1
}

/** One statement decides: of all who come with the code of a step, in whatever place, the first has used it up. */
export async function useStep({ sql, now }: World, id: string, step: number): Promise<boolean> {
  const rows = await sql`
    update factor set last_step = ${step}, used_at = ${now()}
    where id = ${id} and enabled_at is not null and last_step < ${step} returning id`
  return rows.length === 1
}

export interface Passkey {
  id: string
  name: string
  credentialId: Buffer
  publicKey: Buffer
  transports: string[] | null
  isBackedUp: boolean | null
  enabledAt: Date
  usedAt: Date | null
}

export const passkeys = ({ sql }: World) => sql<Passkey>`
  select id, name, credential_id as "credentialId", public_key as "publicKey", transports, is_backed_up as "isBackedUp",
    enabled_at as "enabledAt", used_at as "usedAt"
  from factor where kind = 'passkey' and enabled_at is not null order by id limit 100`

/** @returns false when that passkey is somebody's already */
export async function insertPasskey(
  { sql, now }: World,
  accountId: string,
  key: Omit<Passkey, 'enabledAt' | 'usedAt' | 'transports'> & { transports: string[]; signCount: number },
): Promise<boolean> {
  const rows = await sql`
    insert into factor (account_id, id, kind, name, credential_id, public_key, sign_count, transports, is_backed_up, created_at, enabled_at)
    values (${accountId}, ${key.id}, 'passkey', ${key.name}, ${key.credentialId}, ${key.publicKey}, ${key.signCount},
      ${texts(key.transports)}, ${key.isBackedUp}, ${now()}, ${now()})
    on conflict (credential_id) do nothing returning id`
  return rows.length === 1
}

/** @returns false when it counted no further than once before: then there are two of it */
export async function usePasskey(
  { sql, now }: World,
  id: string,
  { signCount, isBackedUp }: { signCount: number; isBackedUp: boolean },
): Promise<boolean> {
  const rows = await sql`
    update factor set sign_count = ${signCount}, is_backed_up = ${isBackedUp}, used_at = ${now()}
    where id = ${id} and (sign_count < ${signCount} or (sign_count = 0 and ${signCount} = 0)) returning id`
  return rows.length === 1
}

/** Whose it is, before anybody is known. */
export async function whosePasskey(
  { sql }: World,
  credentialId: Uint8Array,
): Promise<{ accountId: string; id: string } | undefined> {
  const [row] = await sql<{ accountId: string; id: string }>`
    select account_id as "accountId", id from passkey_find(${credentialId})`
  return row
}

export async function deletePasskey({ sql }: World, id: string): Promise<boolean> {
  const rows = await sql`delete from factor where id = ${id} and kind = 'passkey' returning id`
  return rows.length === 1
}

export const deleteAuthenticator = ({ sql }: World) => sql`delete from factor where kind = 'totp'`
export const deleteFactors = ({ sql }: World) => sql`delete from factor`

export type FactorKind = 'totp' | 'passkey'

/** Kinds of factors that are asked for at a sign-in; none: the password is enough. */
export async function factorKinds({ sql }: World): Promise<FactorKind[]> {
  const rows = await sql<{ kind: FactorKind }>`
    select distinct kind from factor where enabled_at is not null order by kind desc limit 2`
  return rows.map(({ kind }) => kind)
}

export const hasFactor = async (world: World): Promise<boolean> => (await factorKinds(world)).length > 0

/** Who replaces the password waits until this transaction has ended. Undefined: there is none. */
export async function passwordChangedAt({ sql }: World): Promise<Date | undefined> {
  const [row] = await sql<{ changedAt: Date }>`
    select changed_at as "changedAt" from person_password where account_id = (select app_account()) for share`
  return row?.changedAt
}
