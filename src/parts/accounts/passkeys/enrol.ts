import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { uuidv7 } from '../../../kit/id.ts'
import type { Asked, SignedIn } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { type FactorChange, labelOf, ownAccount, recordChange } from '../factors/authenticator.ts'
import { settleChange } from '../factors/changes.ts'
import { refuseProvedElsewhere } from '../factors/own-proof.ts'
import { tellOfFactor } from '../factors/notices.ts'
import { makeRecoveryCodes, recoveryCodesLeft } from '../factors/recovery-codes.ts'
import { deletePasskey, insertPasskey, passkeys } from '../factors/store.ts'
import { accountFaults } from '../faults.ts'
import { personOf } from '../people/person.ts'
import { holdPerson } from '../people/store.ts'
import { checkCreation, creationOptions } from './ceremony.ts'
import { ask, asked as taken } from './challenges.ts'

/** More than anybody has keys for. */
const mostPasskeys = 20

/** What the browser makes a passkey with. @throws TOO_MANY_PASSKEYS, PROVED_ELSEWHERE */
export async function enrolOptions(
  world: World,
  person: SignedIn,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  refuseProvedElsewhere(person)
  const { personId: accountId } = person
  const own = ownAccount(world, person)
  const enrolled = await passkeys(own)
  if (enrolled.length >= mostPasskeys) throw accountFaults.TOO_MANY_PASSKEYS()
  const sessionId = sessionOf(person)
  const challenge = await ask(world, { kind: 'passkey_enrol', of: sessionId, accountId, sessionId })
  const label = await labelOf(own)
  const displayName = (await personOf(own))?.displayName ?? null
  return creationOptions(world, { accountId, label, displayName }, challenge, enrolled)
}

/**
 * Keeps a passkey that the browser made; it is asked for at sign-in from now on.
 * @returns recovery codes, when the person has none yet
 * @throws PASSKEY_REFUSED, PASSKEY_TAKEN, TOO_MANY_PASSKEYS, PROVED_ELSEWHERE
 */
export async function enrol(
  world: World,
  person: SignedIn,
  { name, response }: { name: string; response: RegistrationResponseJSON },
  asked: Asked,
): Promise<FactorChange & { id: string }> {
  refuseProvedElsewhere(person)
  const challenge = await taken(world, { kind: 'passkey_enrol', of: sessionOf(person) })
  const made = await checkCreation(world, response, challenge)
  const id = uuidv7(world)
  return transaction(ownAccount(world, person), async (world) => {
    // Of several at once each counts those before it.
    await holdPerson(world)
    if ((await passkeys(world)).length >= mostPasskeys) throw accountFaults.TOO_MANY_PASSKEYS()
    if (!(await insertPasskey(world, person.personId, { ...made, id, name })))
      throw accountFaults.PASSKEY_TAKEN()
    const hasCodes = (await recoveryCodesLeft(world)) > 0
    const recoveryCodes = hasCodes ? [] : await makeRecoveryCodes(world, person.personId)
    await recordChange(world, 'passkey.added', person, asked, id)
    await tellOfFactor(world, 'factor_added', { kind: 'passkey' })
    return { id, recoveryCodes, cookies: await settleChange(world, person, asked, ['hwk']) }
  })
}

/** @returns this session's cookies @throws FACTOR_NOT_FOUND */
export function removePasskey(world: World, person: SignedIn, id: string, asked: Asked): Promise<string[]> {
  return transaction(ownAccount(world, person), async (world) => {
    await holdPerson(world)
    if (!(await deletePasskey(world, id))) throw accountFaults.FACTOR_NOT_FOUND()
    await recordChange(world, 'passkey.removed', person, asked, id)
    await tellOfFactor(world, 'factor_removed', { kind: 'passkey' })
    return settleChange(world, person, asked, [])
  })
}

function sessionOf({ sessionId }: SignedIn): string {
  if (sessionId === null) throw accountFaults.PROOF_NEEDED({ needs: 'a session of Keyhold' })
  return sessionId
}
