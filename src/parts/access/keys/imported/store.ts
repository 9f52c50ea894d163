import type { World } from '../../../../kit/world.ts'

export interface Put {
  accountId: string
  keyId: string
}

/** Whose key was put under one of these MACs, revoked or not. */
export async function keyTaken({ sql }: World, macs: readonly Buffer[]): Promise<Put | undefined> {
  const [row] =
    await sql<Put>`select account_id as "accountId", key_id as "keyId" from api_key_taken(${macs})`
  return row
}

/** @returns false when another import put it in this very moment */
export async function putImportedKey(
  { sql }: World,
  mac: Buffer,
  macKeyId: number,
  accountId: string,
  keyId: string,
): Promise<boolean> {
  const [row] = await sql<{ put: boolean }>`
    select api_key_import(${mac}, ${macKeyId}, ${accountId}, ${keyId}) as put`
  return row!.put
}

export async function hasImportedKeys({ sql }: World): Promise<boolean> {
  const [row] = await sql<{ some: boolean }>`select api_keys_imported() as some`
  return row!.some
}
