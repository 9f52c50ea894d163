import { uuidv7 } from '../../../kit/id.ts'
import type { Asked, SignedIn } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { seal } from '../../vault/index.ts'
import { accountFaults } from '../faults.ts'
import { issuerName } from '../passkeys/relying-party.ts'
import { personOf } from '../people/person.ts'
import { holdPerson } from '../people/store.ts'
import { base32 } from './base32.ts'
import { settleChange } from './changes.ts'
import { methodOf, withCode } from './code.ts'
import { tellOfFactor } from './notices.ts'
import { refuseProvedElsewhere } from './own-proof.ts'
import { qrSvg } from './qr.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import { openSecret, secretPlace } from './secret.ts'
import { deleteAuthenticator, enableAuthenticator, findAuthenticator, putAuthenticator } from './store.ts'
import { otpauthUrl, secretBytes, stepOfCode } from './totp.ts'

/** The person's own account, whatever account it acts for at the moment. */
export const ownAccount = (world: World, { personId }: SignedIn): World =>
  as(world, { role: 'app', accountId: personId })

export interface SetUp {
  /** In base 32, for who cannot scan. */
  secret: string
  otpauthUrl: string
  /** The same as a QR code: an SVG. */
  qr: string
}

/**
 * Makes a secret for an authenticator app. Nothing is asked for at sign-in before a code of it was shown; a further set-up
 * takes the place of this one.
 * @throws FACTOR_ENROLLED, PROVED_ELSEWHERE
 */
export async function setUpAuthenticator(world: World, person: SignedIn): Promise<SetUp> {
  refuseProvedElsewhere(person)
  const own = ownAccount(world, person)
  const [id, secret] = [uuidv7(world), world.random(secretBytes)]
  const sealed = await seal(own, secretPlace(person.personId, id), secret)
  if (!(await putAuthenticator(own, { accountId: person.personId, id, secret: sealed })))
    throw accountFaults.FACTOR_ENROLLED()
  const url = otpauthUrl(issuerName(world), await labelOf(own), secret)
  return { secret: base32(secret), otpauthUrl: url, qr: qrSvg(url) }
}

/** Under which name an authenticator lists the account. */
export async function labelOf(own: World): Promise<string> {
  const person = await personOf(own)
  return person?.address ?? person?.username ?? 'account'
}

export interface FactorChange {
  cookies: string[]
  recoveryCodes: string[]
}

/**
 * A code of the app proves that it has the secret, and is used up by that. From now on it is asked for at sign-in.
 * @returns ten new recovery codes, which are shown this once
 * @throws FACTOR_NOT_SET_UP, FACTOR_ENROLLED, FACTOR_CODE_WRONG, PROVED_ELSEWHERE
 */
export async function enableApp(
  world: World,
  person: SignedIn,
  typed: string,
  asked: Asked,
): Promise<FactorChange> {
  refuseProvedElsewhere(person)
  const { personId } = person
  return transaction(ownAccount(world, person), async (world) => {
    await holdPerson(world)
    const found = await findAuthenticator(world)
    if (!found) throw accountFaults.FACTOR_NOT_SET_UP()
    if (found.enabledAt) throw accountFaults.FACTOR_ENROLLED()
    const secret = await openSecret(world, personId, found)
    const step = stepOfCode(secret, typed.replaceAll(/\s/g, ''), world.now())
    if (step === undefined || !(await enableAuthenticator(world, found.id, step)))
      throw accountFaults.FACTOR_CODE_WRONG()
    const recoveryCodes = await makeRecoveryCodes(world, personId)
    await recordChange(world, 'factor.enabled', person, asked, found.id)
    await tellOfFactor(world, 'factor_added', { kind: 'authenticator' })
    return { recoveryCodes, cookies: await settleChange(world, person, asked, ['otp']) }
  })
}

/**
 * A last code of the app, or a recovery code, takes it off.
 * @throws FACTOR_NOT_SET_UP, FACTOR_CODE_WRONG, FACTOR_LOCKED
 */
export async function disableApp(
  world: World,
  person: SignedIn,
  code: string,
  asked: Asked,
): Promise<string[]> {
  const own = ownAccount(world, person)
  const found = await findAuthenticator(own)
  if (!found?.enabledAt) throw accountFaults.FACTOR_NOT_SET_UP()
  const typed = { accountId: person.personId, code, at: 'disable', asked } as const
  const cookies = await withCode(own, typed, async (world) => {
    await deleteAuthenticator(world)
    await recordChange(world, 'factor.disabled', person, asked, found.id)
    await tellOfFactor(world, 'factor_removed', { kind: 'authenticator' })
    return settleChange(world, person, asked, [methodOf(code)])
  })
  if (!cookies) throw accountFaults.FACTOR_CODE_WRONG()
  return cookies
}

export const recordChange = (
  world: World,
  action: 'factor.enabled' | 'factor.disabled' | 'passkey.added' | 'passkey.removed',
  { personId }: SignedIn,
  asked: Asked,
  factorId: string,
): Promise<void> =>
  record(world, {
    action,
    accountId: personId,
    actor: { kind: 'person', id: personId },
    requestId: asked.id,
    object: { kind: 'factor', id: factorId },
  })
