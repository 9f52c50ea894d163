import type { SealedColumn } from '../../../kit/part.ts'
import type { World } from '../../../kit/world.ts'
import { byteas } from '../../../kit/sql-array.ts'
import { keyedHashes, open, type Place, Refused, seal } from '../../vault/index.ts'

/** One form for all spellings of an address: it is known, and looked up, by this one. */
export const normalAddress = (text: string): string => text.trim().normalize('NFKC').toLowerCase()

/** What only one person can have. */
export type NameKind = 'address' | 'username' | 'identity' | 'vanity'

/**
 * The keyed hashes of a name, the one of the newest key first, as an array for SQL. An address has to be in its normal
 * form; of a user's name capitals do not count either.
 */
export const nameHashes = (world: World, kind: NameKind, name: string): Buffer =>
  byteas(keyedHashes(world, 'lookup', `${kind}\0${name}`))

/** The keyed hashes of an address that a mailed link proves, the one of the newest key first. */
export const addressHashes = (world: World, address: string): Buffer[] =>
  keyedHashes(world, 'lookup', `address\0${address}`)

export const sealedAddress: SealedColumn = {
  table: 'person',
  field: 'address',
  sqlTable: 'person',
  sqlColumn: 'address',
  rowId: 'account_id',
  generation: 'address_generation',
}

/** A person's address lies sealed under the person's own salt, and goes with it. */
export const addressPlace = (accountId: string, generation: number): Place => ({
  accountId,
  subjectId: accountId,
  table: 'person',
  rowId: accountId,
  field: 'address',
  generation,
})

export interface SealedAddress {
  accountId: string
  address: Buffer | null
  addressGeneration: number
}

export const sealAddress = (
  world: World,
  accountId: string,
  generation: number,
  address: string,
): Promise<Buffer> => seal(world, addressPlace(accountId, generation), address)

/** @returns null when none is known, or it does not open */
export async function openAddress(
  world: World,
  { accountId, address, addressGeneration }: SealedAddress,
): Promise<string | null> {
  if (!address) return null
  try {
    return (await open(world, addressPlace(accountId, Number(addressGeneration)), address)).toString()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    world.log.error("a person's address does not open", { reason: error.reason })
    return null
  }
}
