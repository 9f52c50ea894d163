import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { tellOfFactor } from '../factors/notices.ts'
import { type Passkey, passkeys, usePasskey, whosePasskey } from '../factors/store.ts'
import { type Asserted, checkAssertion } from './ceremony.ts'

export interface Signature {
  response: AuthenticationResponseJSON
  /** What it was to sign. */
  challenge: Buffer
  /** The authenticator must have looked at its owner (a PIN, a finger): then it is two factors by itself. */
  verifies: boolean
  asked: Asked
  /** Whose it must be; default: whoever's it is. */
  accountId?: string
}

/**
 * Uses a passkey: `enter` does what it is good for, and has it counted in its own transaction by what it is handed.
 * @param enter undefined: it was not counted
 * @throws PASSKEY_REFUSED
 */
export async function withPasskey<T>(
  world: World,
  signature: Signature,
  enter: (accountId: string, count: (world: World) => Promise<boolean>) => Promise<T | undefined>,
): Promise<T> {
  const accountId = await ownerOf(world, signature)
  const own = as(world, { role: 'app', accountId })
  const key = await keyOf(own, signature)
  const asserted = await assertion(own, signature, key, accountId)
  const entered = await enter(accountId, (world) => usePasskey(world, key.id, asserted))
  if (entered !== undefined) return entered
  await transaction(own, (world) => recordCopy(world, accountId, key, signature.asked))
  throw accountFaults.PASSKEY_REFUSED()
}

async function ownerOf(world: World, { response, accountId }: Signature): Promise<string> {
  const found = await whosePasskey(as(world, { role: 'app' }), Buffer.from(response.id, 'base64url'))
  if (!found || (accountId !== undefined && found.accountId !== accountId))
    throw accountFaults.PASSKEY_REFUSED()
  const { userHandle } = response.response
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== found.accountId)
    throw accountFaults.PASSKEY_REFUSED()
  return found.accountId
}

async function keyOf(own: World, { response }: Signature): Promise<Passkey> {
  const id = Buffer.from(response.id, 'base64url')
  const key = (await passkeys(own)).find(({ credentialId }) => credentialId.equals(id))
  if (!key) throw accountFaults.PASSKEY_REFUSED()
  return key
}

async function assertion(
  own: World,
  { response, challenge, verifies, asked }: Signature,
  key: Passkey,
  accountId: string,
): Promise<Asserted> {
  try {
    return await checkAssertion(own, response, challenge, key, { verifies })
  } catch (error) {
    await transaction(own, (world) => recordRefusal(world, accountId, key, asked))
    throw error
  }
}

const recordRefusal = (world: World, accountId: string, key: Passkey, asked: Asked): Promise<void> =>
  recordUse(world, 'passkey.refused', accountId, key, asked)

/**
 * Two authenticators with one key: the mail is what the owner can act on. One that was removed meanwhile counted nothing
 * either, and is no copy.
 */
async function recordCopy(world: World, accountId: string, key: Passkey, asked: Asked): Promise<void> {
  if (!(await passkeys(world)).some(({ id }) => id === key.id)) return
  await recordRefusal(world, accountId, key, asked)
  await recordUse(world, 'passkey.copied', accountId, key, asked)
  await tellOfFactor(world, 'passkey_copied', { name: key.name })
}

const recordUse = (
  world: World,
  action: 'passkey.refused' | 'passkey.copied',
  accountId: string,
  { id }: Passkey,
  asked: Asked,
): Promise<void> =>
  record(world, {
    action,
    accountId,
    actor: { kind: 'anyone', id: null },
    requestId: asked.id,
    outcome: 'refused',
    object: { kind: 'factor', id },
  })
