import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { legacyKeyFrom, openHex } from '../../vault/index.ts'
import type { FoundApiKey, Unreadable } from './found.ts'
import { judgedToken, type Opened, tried } from './opened-token.ts'

/** Facts of source system 003. Its key is made of the user's number and one salt. */
export const source = {
  id: '003',
  iterations: 100_000,
  /** What it takes when ENCRYPTION_KEY_SALT is not set. */
  defaultSalt: 'default-salt-change-in-production',
} as const

/** Longest ciphertext that is looked at, characters: a service account's JSON takes about 5,000. */
export const longestBlob = 40_000

/** A row of `credentials` as text. */
export interface CredentialRow {
  id: string
  userId: string | null
  service: string | null
  name: string | null
  encryptedData: string | null
}

/** Whose key opens a row, made once for each user of a request. */
export function keysOfUsers(salt: string): (userId: string) => Promise<KeyObject> {
  const made = new Map<string, Promise<KeyObject>>()
  return (userId) => {
    const key = made.get(userId) ?? legacyKeyFrom(userId, { salt, iterations: source.iterations })
    made.set(userId, key)
    return key
  }
}

/** Opens a row; one that opens and has no place here is told apart from one that does not open. */
export async function readCredentialRow(
  keyOf: (userId: string) => Promise<KeyObject>,
  row: CredentialRow,
): Promise<FoundApiKey | Unreadable> {
  const { userId, service, encryptedData } = row
  if (!userId) return { reason: 'missing', field: 'userId' }
  if (!/^[1-9]\d{0,9}$/.test(userId)) return { reason: 'invalid', field: 'userId' }
  if (!service) return { reason: 'missing', field: 'service' }
  if (!encryptedData) return { reason: 'missing', field: 'encryptedData' }
  if (encryptedData.length > longestBlob) return { reason: 'too_long', field: 'encryptedData' }
  const opened = openedBlob(await keyOf(userId), encryptedData)
  const placed = 'reason' in opened ? opened : placedCredential(opened.bytes, service)
  if ('reason' in placed) return { reason: placed.reason, field: 'encryptedData' }
  return { kind: 'api_key', source: source.id, userId, label: labelOf(row.name), ...placed }
}

const blob = z.object({
  iv: z.string(),
  authTag: z.string(),
  encryptedData: z.string(),
  algorithm: z.literal('aes-256-gcm').optional(),
})

function openedBlob(key: KeyObject, text: string): Opened {
  const read = blob.safeParse(jsonOf(text))
  if (!read.success) return { reason: 'not_encrypted' }
  const { iv, authTag: tag, encryptedData: ciphertext } = read.data
  return tried(() => openHex(key, { iv, tag, ciphertext }))
}

const credential = z.looseObject({
  type: z.string().optional(),
  private_key: z.string().optional(),
  refresh_token: z.string().optional(),
  access_token: z.string().optional(),
  account_id: z.union([z.string(), z.number()]).optional(),
  shop_url: z.string().optional(),
})

type Placed = Pick<FoundApiKey, 'provider' | 'account' | 'accessToken'> | Pick<Unreadable, 'reason'>

/** Which of our kinds a credential is. Only one that is a token as it stands has a place. */
function placedCredential(bytes: Buffer, service: string): Placed {
  const read = credential.safeParse(jsonOf(bytes.toString('utf8')))
  if (!read.success) return { reason: 'invalid' }
  const { type, private_key, refresh_token, access_token, account_id, shop_url } = read.data
  if (type === 'service_account' || private_key !== undefined) return { reason: 'service_account' }
  if (refresh_token !== undefined) return { reason: 'other_app' }
  const account = String(account_id ?? shop_url ?? '')
  if (!access_token || !/^[\x21-\x7e]{1,200}$/.test(account)) return { reason: 'invalid' }
  const judged = judgedToken(access_token)
  return 'reason' in judged ? judged : { provider: service, account, accessToken: judged.token }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller tells what it is instead; the parser's words may hold a secret
  }
}

const longestLabel = 100
const labelOf = (name: string | null): string | null => name?.trim().slice(0, longestLabel) || null
