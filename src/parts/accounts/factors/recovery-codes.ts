import { byteas } from '../../../kit/sql-array.ts'
import type { World } from '../../../kit/world.ts'
import { keyedHash, keyedHashes } from '../../vault/index.ts'

/** How many a person gets at once. */
export const recoveryCodeCount = 10
/** So few left, and the person is told to make new ones. */
export const fewRecoveryCodes = 3
/** Of 5 bits each: 50 bits, and a keyed hash that nobody can search without the key. */
const symbols = 10
/** Crockford's: no letter passes for a digit, and none is a vowel that makes words. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new code as people read it: `7ZK4M-Q0XWP`. */
export function makeRecoveryCode(world: Pick<World, 'random'>): string {
  const text = [...world.random(symbols)].map((byte) => alphabet[byte & 31]).join('')
  return `${text.slice(0, symbols / 2)}-${text.slice(symbols / 2)}`
}

/** What was typed, as it was given out; undefined when it cannot be one. */
export function readRecoveryCode(typed: string): string | undefined {
  const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0')
  return plain.length === symbols && [...plain].every((symbol) => alphabet.includes(symbol))
    ? plain
    : undefined
}

const named = (accountId: string, code: string): string => `recovery\0${accountId}\0${readRecoveryCode(code)}`

/** Puts new codes in the place of all before. @returns them: they are shown this once */
export async function makeRecoveryCodes(world: World, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, () => makeRecoveryCode(world))
  const macs = codes.map((code) => keyedHash(world, 'lookup', named(accountId, code)).mac)
  await deleteRecoveryCodes(world)
  await insertRecoveryCodes(world, accountId, macs)
  return codes
}

/**
 * Uses a code up. One statement decides: of several that come with it, one has it.
 * @returns false when it is none of this account's
 */
export async function useRecoveryCode(world: World, accountId: string, typed: string): Promise<boolean> {
  if (readRecoveryCode(typed) === undefined) return false
  return deleteRecoveryCode(world, keyedHashes(world, 'lookup', named(accountId, typed)))
}

export const deleteRecoveryCodes = ({ sql }: World) => sql`delete from recovery_code`

const insertRecoveryCodes = ({ sql, now }: World, accountId: string, macs: readonly Buffer[]) => sql`
  insert into recovery_code (account_id, mac, created_at)
  select ${accountId}, mac, ${now()} from unnest(${byteas(macs)}::bytea[]) as mac`

async function deleteRecoveryCode({ sql }: World, macs: readonly Buffer[]): Promise<boolean> {
  const rows = await sql`delete from recovery_code where mac = any (${byteas(macs)}::bytea[]) returning mac`
  return rows.length === 1
}

export async function recoveryCodesLeft({ sql }: World): Promise<number> {
  const [row] = await sql<{ left: number }>`select count(*)::int as left from recovery_code`
  return row!.left
}
