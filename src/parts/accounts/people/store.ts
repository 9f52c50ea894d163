import type { World } from '../../../kit/world.ts'
import type { NameKind } from './address.ts'

export interface PersonRow {
  accountId: string
  username: string | null
  displayName: string | null
  /** Sealed. */
  address: Buffer | null
  addressGeneration: number
  verifiedAt: Date | null
  contestedAt: Date | null
  createdAt: Date
  disabledAt: Date | null
  eraseAt: Date | null
  isOperator: boolean
}

/** The row of the world's own account. */
export async function findPerson({ sql }: World): Promise<PersonRow | undefined> {
  const [row] = await sql<PersonRow>`
    select account_id as "accountId", username, display_name as "displayName", address, address_generation as "addressGeneration",
      verified_at as "verifiedAt", contested_at as "contestedAt", created_at as "createdAt", disabled_at as "disabledAt",
      erase_at as "eraseAt", is_operator as "isOperator"
    from person where account_id = (select app_account()) limit 1`
  return row
}

/** The same, and nobody else changes it until this transaction ends. */
export async function holdPerson({ sql }: World): Promise<PersonRow | undefined> {
  const [row] = await sql<PersonRow>`
    select account_id as "accountId", username, display_name as "displayName", address, address_generation as "addressGeneration",
      verified_at as "verifiedAt", contested_at as "contestedAt", created_at as "createdAt", disabled_at as "disabledAt",
      erase_at as "eraseAt", is_operator as "isOperator"
    from person where account_id = (select app_account()) for no key update limit 1`
  return row
}

/** The account of a person, and the subject that its own secrets belong to. */
export async function insertOwner({ sql, now }: World, id: string, logAccount: string, logSubject: string) {
  await sql`
    insert into accounts (id, kind, name, log_account, created_at) values (${id}, 'person', 'person', ${logAccount}, ${now()})`
  await sql`
    insert into subjects (account_id, id, external_id, log_subject, created_at) values (${id}, ${id}, '@self', ${logSubject}, ${now()})`
}

export interface NewPerson {
  id: string
  username: string | null
  displayName: string | null
  address: Buffer | null
  verifiedAt: Date | null
  isOperator: boolean
}

export const insertPerson = ({ sql, now }: World, person: NewPerson) => sql`
  insert into person (account_id, username, display_name, address, verified_at, created_at, is_operator)
  values (${person.id}, ${person.username}, ${person.displayName}, ${person.address}, ${person.verifiedAt}, ${now()}, ${person.isOperator})`

/** Whose name it is; anybody may ask, and only who knows the name gets an answer. */
export async function findName({ sql }: World, kind: NameKind, macs: Buffer): Promise<string | undefined> {
  const [row] = await sql<{ id: string | null }>`select person_name_find(${kind}, ${macs}::bytea[]) as id`
  return row?.id ?? undefined
}

/** @returns false when it is somebody else's */
export async function claimName(
  { sql }: World,
  kind: NameKind,
  macs: Buffer,
  accountId: string,
): Promise<boolean> {
  const [row] = await sql<{ mine: boolean }>`
    select person_name_claim(${kind}, ${macs}::bytea[], ${accountId}) as mine`
  return row!.mine
}

/** Names of that kind are free again, but for those whose hashes stay. */
export const releaseNames = ({ sql }: World, kind: NameKind, accountId: string, kept: Buffer) => sql`
  select person_name_release(${kind}, ${accountId}, ${kept}::bytea[])`

export const markVerified = ({ sql, now }: World, accountId: string) => sql`
  update person set verified_at = ${now()}, contested_at = null where account_id = ${accountId}`

export const markContested = ({ sql, now }: World, accountId: string) => sql`
  update person set contested_at = coalesce(contested_at, ${now()}) where account_id = ${accountId} and verified_at is null`

export const putAddress = (
  { sql, now }: World,
  accountId: string,
  address: Buffer,
  generation: number,
  isProved: boolean,
) => sql`
  update person set address = ${address}, address_generation = ${generation}, verified_at = ${isProved ? now() : null}, contested_at = null
  where account_id = ${accountId}`

export const deletePassword = ({ sql }: World, accountId: string) => sql`
  delete from person_password where account_id = ${accountId}`

/** Second factors, recovery codes and known browsers. */
export async function forgetFactors({ sql }: World, accountId: string): Promise<void> {
  await sql`delete from factor where account_id = ${accountId}`
  await sql`delete from recovery_code where account_id = ${accountId}`
  await sql`delete from person_device where account_id = ${accountId}`
}
